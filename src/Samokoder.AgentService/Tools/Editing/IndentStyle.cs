namespace Samokoder.AgentService.Tools.Editing;

/// <summary>What a file indents with.</summary>
/// <param name="Tabs">Tabs; otherwise spaces.</param>
/// <param name="Size">Spaces per level; 4 when the file does not show it.</param>
internal sealed record IndentStyle(bool Tabs, int Size)
{
    private const int SampleLines = 2000;

    public static IndentStyle Of(SourceText source)
    {
        Span<int> steps = stackalloc int[9];
        int tabs = 0, spaces = 0, previous = 0;
        for (var i = 0; i < Math.Min(source.LineCount, SampleLines); i++)
        {
            var line = source.Line(i);
            if (line.IsWhiteSpace())
                continue;
            var width = line.IndexOfAnyExcept(' ');
            tabs += line[0] == '\t' ? 1 : 0;
            spaces += width > 1 ? 1 : 0;
            if (width - previous is > 1 and < 9)
                steps[width - previous]++;
            previous = width;
        }
        return new IndentStyle(tabs > spaces, MostCommon(steps));
    }

    private static int MostCommon(ReadOnlySpan<int> steps)
    {
        var best = 4;
        for (var size = 2; size < steps.Length; size++)
            if (steps[size] > steps[best])
                best = size;
        return best;
    }
}
