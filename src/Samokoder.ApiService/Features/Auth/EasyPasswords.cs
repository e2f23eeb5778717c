using System.Collections.Frozen;
using Zxcvbn.Matcher;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>
/// Passwords that somebody would try first: the 30,000 most frequent of published breaches (the list of zxcvbn, of which 11,600 are long enough for us), words of ours and of the person, and
/// any of these with a few digits or signs around it or in place of letters; repeated characters and rows (docs/adr/0079).
/// </summary>
internal static class EasyPasswords
{
    /// <summary>Shorter ones stand in too many good passwords.</summary>
    public const int ShortestWord = 4;

    /// <summary>Digits and signs around a word: more of them are hard to guess by themselves.</summary>
    private const int MostAround = 6;

    private static readonly string[] OfThisInstallation = ["samokoder", "самокодер"];
    private static readonly FrozenSet<string> Ours = ReadOurs();
    private static readonly DictionaryMatcher Frequent = new("passwords", "passwords.lst");
    private static readonly L33tMatcher FrequentInSigns = new(Frequent);

    public static bool Contain(string password, IEnumerable<string> words)
    {
        var lower = password.ToLowerInvariant();
        return Ours.Contains(lower) || lower.Distinct().Count() <= 2 || IsRow(lower) || IsFrequent(lower)
            || OfThisInstallation.Concat(words).Any(word => IsAround(lower, word.ToLowerInvariant()));
    }

    private static bool IsFrequent(string lower) => HasWordOf(Frequent, lower) || HasWordOf(FrequentInSigns, lower);

    private static bool HasWordOf(IMatcher matcher, string lower) =>
        matcher.MatchPassword(lower).Any(match => match.Token.Length >= ShortestWord && IsOnlyAround(lower, match.i, match.Token.Length));

    private static bool IsAround(string lower, string word)
    {
        for (var at = lower.IndexOf(word, StringComparison.Ordinal); at >= 0; at = lower.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            if (IsOnlyAround(lower, at, word.Length))
                return true;
        }

        return false;
    }

    /// <summary>Whether what is left beside a word is nothing, or a few digits and signs.</summary>
    private static bool IsOnlyAround(string text, int start, int length)
    {
        var rest = text.Remove(start, length);
        return rest.Length <= MostAround && !rest.Any(char.IsLetter);
    }

    /// <summary>Each character follows the one before, upwards or downwards, as in 12345678 or hgfedcba.</summary>
    private static bool IsRow(string text)
    {
        var step = text[1] - text[0];
        return step is 1 or -1 && Enumerable.Range(1, text.Length - 1).All(i => text[i] - text[i - 1] == step);
    }

    /// <summary>What the other list lacks: of other languages, keyboards and years.</summary>
    private static FrozenSet<string> ReadOurs()
    {
        using var stream = typeof(EasyPasswords).Assembly.GetManifestResourceStream("common-passwords.txt")
            ?? throw new InvalidOperationException("common-passwords.txt is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
