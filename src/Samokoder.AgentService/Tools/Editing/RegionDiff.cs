namespace Samokoder.AgentService.Tools.Editing;

/// <summary>A line of the comparison of a search text with a region of the file.</summary>
/// <param name="Search">The line of the search text; null when only the file has it.</param>
/// <param name="FileLine">The number of the line in the file, from 0; -1 when only the search text has it.</param>
/// <param name="Same">Whether the laxest pass takes the two for equal.</param>
internal sealed record DiffLine(string? Search, int FileLine, bool Same);

/// <summary>Lays a search text beside the region of the file that looks most like it.</summary>
internal static class RegionDiff
{
    private const int MaxExtension = 20;

    /// <param name="search">At most <see cref="NearestRegion.MaxLines"/> lines.</param>
    /// <param name="place">The first line of the region, as <see cref="NearestRegion"/> found it.</param>
    public static List<DiffLine> Compare(SourceText source, string[] search, int place)
    {
        var extension = search.Length == 1 ? 0 : Math.Min(MaxExtension, 2 + (search.Length / 4));
        var first = Math.Max(0, place - extension);
        var last = Math.Min(source.LineCount, place + search.Length + extension);
        var keys = Array.ConvertAll(search, line => LineKeys.Key(line, EditPass.Unicode).ToString());
        var lines = Enumerable.Range(first, last - first).Select(l => LineKeys.Key(source.Line(l), EditPass.Unicode).ToString()).ToArray();
        var same = LineAlignment.Align(keys, lines);
        return Array.TrueForAll(same, s => s < 0 || keys[s].Length == 0)
            ? Paired(search, 0, search.Length, place, Math.Min(source.LineCount, place + search.Length))
            : Aligned(search, first, same);
    }

    private static List<DiffLine> Aligned(string[] search, int first, int[] same)
    {
        var diff = new List<DiffLine>();
        int nextSearch = 0, nextLine = -1;
        for (var i = 0; i < same.Length; i++)
        {
            if (same[i] < 0)
                continue;
            var from = nextLine >= 0 ? nextLine : Math.Max(first, first + i - (same[i] - nextSearch)); // before the first: as many lines as are missing
            diff.AddRange(Paired(search, nextSearch, same[i], from, first + i));
            diff.Add(new(search[same[i]], first + i, true));
            (nextSearch, nextLine) = (same[i] + 1, first + i + 1);
        }
        var end = Math.Min(first + same.Length, nextLine + search.Length - nextSearch);
        diff.AddRange(Paired(search, nextSearch, search.Length, nextLine, end));
        return diff;
    }

    /// <summary>Lines of a gap side by side; what one side has more of follows.</summary>
    private static List<DiffLine> Paired(string[] search, int searchFrom, int searchTo, int lineFrom, int lineTo)
    {
        var diff = new List<DiffLine>();
        var pairs = Math.Min(searchTo - searchFrom, lineTo - lineFrom);
        for (var i = 0; i < pairs; i++)
            diff.Add(new(search[searchFrom + i], lineFrom + i, false));
        for (var i = searchFrom + pairs; i < searchTo; i++)
            diff.Add(new(search[i], -1, false));
        for (var i = lineFrom + pairs; i < lineTo; i++)
            diff.Add(new(null, i, false));
        return diff;
    }
}
