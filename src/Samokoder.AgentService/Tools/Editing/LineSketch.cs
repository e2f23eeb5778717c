namespace Samokoder.AgentService.Tools.Editing;

/// <summary>
/// The set of a line's trigrams, with its ends marked and without white space, as hashes: two lines are alike as far as their sets
/// are. Look-alike characters count as equal.
/// </summary>
internal static class LineSketch
{
    /// <summary>Hashes are less than this.</summary>
    public const int Size = 1 << 16;

    private const int MaxChars = 400; // of a line that are compared one by one
    private const char Edge = '\u0001';

    /// <summary>The line's trigrams, sorted.</summary>
    public static int[] Of(ReadOnlySpan<char> line)
    {
        var hashes = new List<int>(Math.Min(line.Length, MaxChars) + 2);
        foreach (var hash in Enumerate(line[..Math.Min(line.Length, MaxChars)]))
            hashes.Add(hash);
        hashes.Sort();
        return [.. hashes];
    }

    /// <summary>From 0 (nothing in common) to 1 (the same trigrams): Dice's coefficient.</summary>
    public static double Similarity(int[] a, int[] b)
    {
        if (a.Length + b.Length == 0)
            return 1;
        int common = 0, i = 0, j = 0;
        while (i < a.Length && j < b.Length)
        {
            common += a[i] == b[j] ? 1 : 0;
            var order = a[i].CompareTo(b[j]);
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return 2.0 * common / (a.Length + b.Length);
    }

    public static Trigrams Enumerate(ReadOnlySpan<char> line) => new(line);

    /// <summary>Enumerates the hashes of a line's trigrams; none for a blank line.</summary>
    public ref struct Trigrams(ReadOnlySpan<char> line)
    {
        private readonly ReadOnlySpan<char> line = line.Trim();
        private int position = -1;
        private uint window = Edge;
        private bool ended;

        public int Current { get; private set; }

        public readonly Trigrams GetEnumerator() => this;

        public bool MoveNext()
        {
            ended |= position < 0 && !Shift();
            if (ended)
                return false;
            ended = !Shift();
            Current = (int)((window * 2654435761u) >> 16);
            return true;
        }

        /// <summary>Takes the next visible character in; at the end the mark of it, and false.</summary>
        private bool Shift()
        {
            for (position++; position < line.Length; position++)
            {
                var character = LookAlikes.Plain(line[position]);
                if (character is ' ' or '\0')
                    continue;
                window = (window << 11) ^ character;
                return true;
            }
            window = (window << 11) ^ Edge;
            return false;
        }
    }
}
