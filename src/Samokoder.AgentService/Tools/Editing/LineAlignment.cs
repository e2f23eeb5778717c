namespace Samokoder.AgentService.Tools.Editing;

/// <summary>Which lines of one text stand in another, in order: the longest common subsequence.</summary>
internal static class LineAlignment
{
    private const int MaxCells = 250_000; // of the table; beyond it only the common beginning and end are aligned

    /// <summary>For each line of <paramref name="after"/> the equal line of <paramref name="before"/>, or -1. Ascending.</summary>
    public static int[] Align(ReadOnlySpan<string> before, ReadOnlySpan<string> after)
    {
        var kept = new int[after.Length];
        Array.Fill(kept, -1);
        int head = 0, tail = 0, shorter = Math.Min(before.Length, after.Length);
        for (; head < shorter && before[head] == after[head]; head++)
            kept[head] = head;
        for (; tail < shorter - head && before[^(tail + 1)] == after[^(tail + 1)]; tail++)
            kept[^(tail + 1)] = before.Length - tail - 1;
        var rows = before[head..^tail];
        var columns = after[head..^tail];
        if (rows.Length > 0 && (long)rows.Length * columns.Length <= MaxCells)
            AlignMiddle(rows, columns, kept.AsSpan(head), head);
        return kept;
    }

    private static void AlignMiddle(ReadOnlySpan<string> before, ReadOnlySpan<string> after, Span<int> kept, int offset)
    {
        var lengths = Lengths(before, after);
        for (int i = 0, j = 0; i < before.Length && j < after.Length;)
        {
            if (before[i] == after[j])
                kept[j++] = offset + i++;
            else if (lengths[i + 1, j] >= lengths[i, j + 1])
                i++;
            else
                j++;
        }
    }

    /// <summary>Length of the longest common subsequence of what follows each pair of lines.</summary>
    private static int[,] Lengths(ReadOnlySpan<string> before, ReadOnlySpan<string> after)
    {
        var lengths = new int[before.Length + 1, after.Length + 1];
        for (var i = before.Length - 1; i >= 0; i--)
            for (var j = after.Length - 1; j >= 0; j--)
                lengths[i, j] = before[i] == after[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
        return lengths;
    }
}
