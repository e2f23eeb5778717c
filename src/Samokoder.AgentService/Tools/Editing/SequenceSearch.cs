namespace Samokoder.AgentService.Tools.Editing;

/// <summary>
/// Knuth, Morris and Pratt's search, which no text can make quadratic, with the vectorised search of the runtime to skip what
/// cannot match.
/// </summary>
internal static class SequenceSearch
{
    private const int AnchorLength = 16; // bounds what the vectorised search may compare at each place

    /// <summary>Counts all occurrences, overlapping ones too, and writes the first of them to <paramref name="found"/>.</summary>
    public static int Find<T>(ReadOnlySpan<T> text, ReadOnlySpan<T> pattern, Span<int> found)
        where T : IEquatable<T>
    {
        if (pattern.IsEmpty || pattern.Length > text.Length)
            return 0;
        var fallback = Fallback(pattern);
        var anchor = pattern[..Math.Min(AnchorLength, pattern.Length)];
        int count = 0, matched = 0, position = 0;
        while (position < text.Length)
        {
            if (matched > 0 && !text[position].Equals(pattern[matched]))
            {
                matched = fallback[matched - 1];
                continue;
            }
            if (matched > 0)
            {
                position++;
                matched++;
            }
            else
            {
                var next = text[position..].IndexOf(anchor);
                if (next < 0)
                    break;
                position += next + anchor.Length;
                matched = anchor.Length;
            }
            if (matched < pattern.Length)
                continue;
            if (count < found.Length)
                found[count] = position - matched;
            count++;
            matched = fallback[matched - 1];
        }
        return count;
    }

    /// <summary>For each prefix of the pattern the length of its longest proper prefix that is also its suffix.</summary>
    private static int[] Fallback<T>(ReadOnlySpan<T> pattern)
        where T : IEquatable<T>
    {
        var fallback = new int[pattern.Length];
        for (int i = 1, matched = 0; i < pattern.Length; i++)
        {
            while (matched > 0 && !pattern[i].Equals(pattern[matched]))
                matched = fallback[matched - 1];
            if (pattern[i].Equals(pattern[matched]))
                matched++;
            fallback[i] = matched;
        }
        return fallback;
    }
}
