using System.Text.RegularExpressions;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>A part of a prompt that names one list: what it is, and the fields it has (both may be empty).</summary>
/// <param name="Instrumental">The fields follow the Russian "с", so they stand in the instrumental case.</param>
internal sealed record Segment(string Head, string Fields, bool Instrumental);

/// <summary>Cuts a sentence into segments: "customers with name, email and orders with date, amount" are two.</summary>
internal static partial class SegmentReader
{
    public static IEnumerable<Segment> Read(string sentence, Language language)
    {
        var lists = BracketedLists(sentence);
        return lists.Count > 0 ? lists : Cut(sentence, language);
    }

    // "projects (name, deadline) and tasks (title, status)"
    private static List<Segment> BracketedLists(string sentence)
    {
        var first = sentence.IndexOf('(', StringComparison.Ordinal);
        if (first < 0 || Separator().IsMatch(sentence[..first]) || sentence[..first].Contains(',', StringComparison.Ordinal))
            return [];
        return [.. BracketedList().Matches(sentence)
            .Select(match => new Segment(Joint().Replace(match.Groups["head"].Value, "").Trim(), match.Groups["fields"].Value.Trim(), Instrumental: false))];
    }

    private static IEnumerable<Segment> Cut(string sentence, Language language)
    {
        while (FindSeparator(sentence) is { } separator)
        {
            var head = sentence[..separator.Start].Trim();
            var fields = sentence[separator.End..];
            var next = NextEntity(fields, language);
            yield return new Segment(head, (next < 0 ? fields : fields[..next]).Trim(' ', ','), separator.Instrumental);
            if (next < 0)
                yield break;
            sentence = Joint().Replace(fields[next..], "");
        }
        yield return new Segment(sentence.Trim(' ', ','), "", Instrumental: false);
    }

    private static (int Start, int End, bool Instrumental)? FindSeparator(string sentence)
    {
        var word = Separator().Match(sentence);
        var colon = Colon().Match(sentence);
        if (!word.Success && !colon.Success)
            return null;
        if (!word.Success || (colon.Success && (colon.Index < word.Index || ColonIsStronger(sentence, word, colon))))
            return (colon.Index, colon.Index + colon.Length, false);
        return (word.Index, word.Index + word.Length, word.Value.Trim().ToLowerInvariant() is "с" or "со");
    }

    // "an app for work with clients: name, phone" against "tasks with title, status: todo/done"
    private static bool ColonIsStronger(string sentence, Match word, Match colon)
    {
        if (colon.Index < word.Index + word.Length)
            return false;
        var between = sentence[(word.Index + word.Length)..colon.Index];
        return FieldParser.Split(between).Count == 1 && between.IndexOf('(', StringComparison.Ordinal) < 0
            && FieldWords.TypeOf(between, PromptParser.LanguageOf(between)) is not FieldType.Choice && between.Split(' ').Length > 1 | Domains.Find(between) is not null;
    }

    /// <summary>Where the next list begins within the fields of this one; negative when there is none.</summary>
    private static int NextEntity(string fields, Language language)
    {
        var next = language == Language.Ru ? RussianWith().Match(fields) : EnglishWith().Match(fields);
        if (!next.Success || next.Index == 0)
            return -1;
        var before = fields[..next.Index];
        var joint = LastJoint().Matches(before).LastOrDefault();
        return joint is null || before[(joint.Index + joint.Length)..].Trim().Length == 0 ? -1 : joint.Index;
    }

    [GeneratedRegex(@"\s*\b(?:with(?: the)?(?: following)?(?: fields| columns)?|(?:that|which|and) (?:has|have|stores|includes)|should have|must have|has|have|having|containing|including|contains|includes|where each \w+ has|"
        + @"with fields for|(?:со следующими|с) (?:полями|колонками|столбцами)|содержит|содержащ\w+|включает|имеет|где (?:есть|у кажд\w+ \w+ есть)|в котор\w+ есть|есть|со|с)\b\s*:?(?=\s|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    [GeneratedRegex(@":(?:\s+|(?=\D))|\s+[-–—]\s+")]
    private static partial Regex Colon();

    [GeneratedRegex(@"\b(?:with|that has|that have)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex EnglishWith();

    [GeneratedRegex(@"(?<=\s)(?:с|со)(?=\s)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RussianWith();

    [GeneratedRegex(@"\s*,\s*(?:and |и )?|\s+(?:and|и)\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LastJoint();

    [GeneratedRegex(@"^\s*(?:,|and\b|и\b|also\b|а также\b|;)+\s*(?:and\s+|и\s+)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Joint();

    [GeneratedRegex(@"(?<head>[^()]+)\((?<fields>[^()]*(?:\([^()]*\)[^()]*)*)\)")]
    private static partial Regex BracketedList();
}
