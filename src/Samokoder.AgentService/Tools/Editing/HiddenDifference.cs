using System.Globalization;
using System.Text;

namespace Samokoder.AgentService.Tools.Editing;

/// <summary>Names differences between two lines that a reader does not see.</summary>
internal static class HiddenDifference
{
    private const int MaxNamed = 3;
    private const int MaxChars = 4000; // of a line that are compared

    /// <summary>What sets the search line apart from the file's; null when that can be seen.</summary>
    public static string? Explain(ReadOnlySpan<char> search, ReadOnlySpan<char> line)
    {
        search = search.Trim();
        if (Math.Max(search.Length, line.Length) > MaxChars)
            return null;
        var (wanted, actual) = (Sketch.Of(search), Sketch.Of(line));
        var offset = wanted.Text.Length == 0 ? -1 : actual.Text.IndexOf(wanted.Text, StringComparison.Ordinal);
        if (offset < 0)
            return DiffersInComposition(search, line) ? "the two compose accented letters differently (Unicode normal forms)" : null;
        var named = Named(search, wanted, line, actual, offset);
        var isPart = wanted.Text.Length < actual.Text.Trim().Length;
        return (named.Count, isPart) switch
        {
            (0, false) => null,
            (0, true) => "the search text has only a part of this line; where it is not exact, give whole lines",
            _ => string.Join("; ", named) + (isPart ? "; such things are forgiven only where whole lines are given" : ""),
        };
    }

    private static List<string> Named(ReadOnlySpan<char> search, Sketch wanted, ReadOnlySpan<char> line, Sketch actual, int offset)
    {
        var named = new List<string>();
        for (var i = 0; i < wanted.Text.Length && named.Count < MaxNamed; i++)
        {
            var given = search[wanted.Start(i)..wanted.Start(i + 1)];
            var found = line[actual.Start(offset + i)..actual.Start(offset + i + 1)];
            if (i == wanted.Text.Length - 1 && found.Length > 0)
                found = found[..1]; // what follows is not part of the search text
            if (!given.SequenceEqual(found))
                named.Add(Text($"column {actual.Start(offset + i) + 1}: the file has {Name(found)} where the search text has {Name(given)}"));
        }
        return named;
    }

    private static string Name(ReadOnlySpan<char> characters)
    {
        if (characters.IsEmpty)
            return "nothing";
        if (characters.Length > 1 && !characters.ContainsAnyExcept(characters[0]))
            return Text($"{characters.Length} times {LookAlikes.Name(characters[0])}");
        var names = new List<string>();
        foreach (var character in characters[..Math.Min(characters.Length, MaxNamed)])
            names.Add(LookAlikes.Name(character));
        return string.Join(" and ", names);
    }

    private static bool DiffersInComposition(ReadOnlySpan<char> search, ReadOnlySpan<char> line)
    {
        var wanted = UnicodeFold.Fold(search);
        var actual = UnicodeFold.Fold(line);
        return (wanted ?? actual) is not null
            && (actual ?? line).IndexOf(wanted ?? search, StringComparison.Ordinal) >= 0;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A line as it looks: look-alikes made equal, a run of white space one space, the unseen left out.</summary>
    /// <param name="Starts">For each character of the text, where it starts in the line; then the line's length.</param>
    private sealed record Sketch(string Text, List<int> Starts)
    {
        public static Sketch Of(ReadOnlySpan<char> line)
        {
            var text = new StringBuilder(line.Length);
            var starts = new List<int>(line.Length + 1);
            for (var i = 0; i < line.Length; i++)
            {
                var plain = LookAlikes.Plain(line[i]);
                if (plain == '\0' || (plain == ' ' && text.Length > 0 && text[^1] == ' '))
                    continue;
                text.Append(plain);
                starts.Add(i);
            }
            starts.Add(line.Length);
            return new Sketch(text.ToString(), starts);
        }

        public int Start(int index) => Starts[index];
    }
}
