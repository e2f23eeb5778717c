namespace Samokoder.AgentService.Tools.Editing;

/// <summary>
/// Gives lines that were written for one indentation that of the file. It learns from the lines that matched: what the search text
/// indents by so much, the file indents by that; deeper lines keep their distance, in the units of the file.
/// </summary>
internal sealed class Reindentation
{
    private const int TabWidth = 4; // of a tab in the search text, where nothing tells its width

    private const int MaxScale = 8; // of levels; more is not an indentation

    private readonly bool tabs;
    private readonly int tabWidth;
    private readonly int step;
    private readonly int[] widths; // the indentations of the search text in columns, ascending
    private readonly Dictionary<int, List<Level>> levels;
    private readonly Level outermost;
    private readonly Level innermost;

    /// <param name="firstLine">Where the search lines stand in the file. One of them, at least, is not blank.</param>
    public Reindentation(SourceText source, BlockText block, int firstLine)
    {
        var learnt = Learn(source, block, firstLine);
        ChangesNothing = learnt.TrueForAll(l => l.Search == l.File);
        tabs = learnt.Exists(l => l.File.Contains('\t')) || (source.Indent.Tabs && learnt.TrueForAll(l => l.File.Length == 0));
        tabWidth = tabs ? TabWidth : source.Indent.Size;
        levels = learnt.GroupBy(l => Width(l.Search)).ToDictionary(g => g.Key, g => g.ToList());
        widths = [.. levels.Keys.Order()];
        (outermost, innermost) = (levels[widths[0]][0], levels[widths[^1]][0]);
        step = Step(block);
    }

    /// <summary>Whether the search text already has the file's indentation.</summary>
    public bool ChangesNothing { get; }

    /// <summary>The line with the indentation that the file would give it.</summary>
    /// <param name="near">The line of the search text that it stands at; decides where the file indents alike lines differently.</param>
    public string Apply(string line, int near)
    {
        if (string.IsNullOrWhiteSpace(line))
            return "";
        var indent = IndentOf(line);
        return Indent(Width(indent), near) + line[indent.Length..];
    }

    private static List<Level> Learn(SourceText source, BlockText block, int firstLine) =>
        [.. block.SearchLines.Index()
            .Where(l => !string.IsNullOrWhiteSpace(l.Item))
            .Select(l => new Level(l.Index, IndentOf(l.Item), IndentOf(source.Line(firstLine + l.Index))))];

    private static string IndentOf(ReadOnlySpan<char> line) => line[..^line.TrimStart().Length].ToString();

    private string Indent(int width, int near)
    {
        var found = Array.BinarySearch(widths, width);
        var outer = found >= 0 ? found : ~found - 1;
        if (outer >= 0)
            return Nearest(widths[outer], near).File + Deeper(width - widths[outer]);
        var inner = Nearest(widths[0], near).File;
        return inner[..^Math.Min(Deeper(widths[0] - width).Length, inner.Length)];
    }

    private Level Nearest(int width, int near)
    {
        var same = levels[width];
        var found = same.BinarySearch(new Level(near, "", ""), Level.ByLine);
        var after = found >= 0 ? found : ~found;
        if (after == 0)
            return same[0];
        return after == same.Count || near - same[after - 1].Line <= same[after].Line - near ? same[after - 1] : same[after];
    }

    /// <summary>So many columns of the search text in characters of the file.</summary>
    private string Deeper(int columns) =>
        tabs ? new string('\t', columns / step) + new string(' ', columns % step) : new string(' ', Scaled(columns));

    /// <summary>Where the matched lines show that the file's levels are wider or narrower, so are the new ones.</summary>
    private int Scaled(int columns)
    {
        var given = widths[^1] - widths[0];
        var actual = innermost.File.Length - outermost.File.Length;
        var scaled = given > 0 && actual > 0 && actual <= MaxScale * given ? (long)columns * actual : 0;
        return scaled > 0 && scaled % given == 0 ? (int)(scaled / given) : columns;
    }

    /// <summary>Columns of the search text that stand for one tab of the file.</summary>
    private int Step(BlockText block)
    {
        var deeper = innermost.File.Length - outermost.File.Length;
        var columns = widths[^1] - widths[0];
        if (deeper > 0 && columns > 0 && columns % deeper == 0)
            return columns / deeper;
        return innermost.File.Length > 0 && widths[^1] > 0 && widths[^1] % innermost.File.Length == 0 && !innermost.Search.Contains('\t')
            ? widths[^1] / innermost.File.Length
            : CommonStep(block);
    }

    /// <summary>The step in which the block indents; that of a tab when it shows none.</summary>
    private int CommonStep(BlockText block)
    {
        var common = 0;
        foreach (var line in block.SearchLines.Concat(block.ReplaceLines).Where(l => !string.IsNullOrWhiteSpace(l)))
            common = GreatestCommonDivisor(common, Width(IndentOf(line)));
        return common is >= 2 and <= 8 ? common : TabWidth;
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);

    private int Width(string indent) => indent.Sum(c => c == '\t' ? tabWidth : 1);

    private sealed record Level(int Line, string Search, string File)
    {
        public static Comparer<Level> ByLine { get; } = Comparer<Level>.Create((a, b) => a.Line.CompareTo(b.Line));
    }
}
