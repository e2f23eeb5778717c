namespace Samokoder.AgentService.Tools.Editing;

/// <summary>Finds blocks in a file, pass by pass. A pass that finds more than one place ends the search: laxer ones would find more.</summary>
internal sealed class BlockMatcher(SourceText source)
{
    private const int ReportedHits = 20;

    private static readonly EditPass[] LinePasses = [EditPass.RightTrimmed, EditPass.Trimmed, EditPass.Unicode];

    private readonly LineKeys keys = new(source);

    /// <summary>The match of the strictest pass that finds anything; null when none does.</summary>
    public BlockMatch? Find(BlockText block) => FindExact(block) ?? FindLines(block);

    private BlockMatch? FindExact(BlockText block)
    {
        Span<int> found = stackalloc int[ReportedHits];
        var hits = SequenceSearch.Find<char>(Searched(block), block.Search, found);
        if (hits == 0)
            return null;
        var lines = found[..Math.Min(hits, ReportedHits)].ToArray();
        return new(EditPass.Exact, hits, Array.ConvertAll(lines, source.LineAt), found[0], found[0] + block.Search.Length, block);
    }

    /// <summary>The break after a last line that has none matches the end of a search text, but is nothing to be found by itself.</summary>
    private ReadOnlySpan<char> Searched(BlockText block) =>
        source.HasFinalBreak || block.Search.AsSpan().ContainsAnyExcept('\n') ? source.Text : source.Text.AsSpan(0, Math.Max(0, source.Text.Length - 1));

    private BlockMatch? FindLines(BlockText given)
    {
        if (given.IsBlank)
            return null;
        var block = given.WithoutSharedBlankEnds();
        Span<int> found = stackalloc int[ReportedHits];
        foreach (var pass in LinePasses)
        {
            var hits = keys.Find(block.SearchLines, pass, found);
            if (hits > 0)
                return OfLines(pass, hits, found[..Math.Min(hits, ReportedHits)].ToArray(), block);
        }
        return null;
    }

    private BlockMatch OfLines(EditPass pass, int hits, int[] lines, BlockText block)
    {
        var end = source.Start(lines[0] + block.SearchLines.Length);
        return new(pass, hits, lines, source.Start(lines[0]), block.SearchEndsLine ? end : end - 1, block);
    }
}
