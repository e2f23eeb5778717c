namespace Samokoder.AgentService.Tools.Editing;

/// <summary>
/// A block as lines. A last line break ends the last line and starts no further one, so that whole lines replace whole lines
/// whichever of the two texts has it.
/// </summary>
internal sealed record BlockText(string Search, string Replace, string[] SearchLines, string[] ReplaceLines)
{
    public static BlockText Of(EditBlock block)
    {
        var search = WithLineFeeds(block.Search);
        var replace = WithLineFeeds(block.Replace);
        return new BlockText(search, replace, Lines(search), Lines(replace));
    }

    public bool SearchEndsLine => Search.EndsWith('\n');

    public bool IsBlank => string.IsNullOrWhiteSpace(Search);

    /// <summary>
    /// Without the blank lines that both texts begin or end with: they are how some models set a block off, not part of the file.
    /// </summary>
    public BlockText WithoutSharedBlankEnds()
    {
        int head = 0, tail = 0;
        while (SharedBlank(head, head))
            head++;
        while (SharedBlank(SearchLines.Length - 1 - tail, ReplaceLines.Length - 1 - tail) && tail + head < SearchLines.Length)
            tail++;
        return head + tail == 0 || ReplaceLines.Length < head + tail
            ? this
            : this with { SearchLines = SearchLines[head..^tail], ReplaceLines = ReplaceLines[head..^tail] };
    }

    private bool SharedBlank(int search, int replace) =>
        search >= 0 && replace >= 0 && search < SearchLines.Length && replace < ReplaceLines.Length
        && string.IsNullOrWhiteSpace(SearchLines[search]) && string.IsNullOrWhiteSpace(ReplaceLines[replace]);

    private static string WithLineFeeds(string text) =>
        SourceText.WithoutMark(text).Replace("\r\n", "\n", StringComparison.Ordinal);

    private static string[] Lines(string text)
    {
        if (text.Length == 0)
            return [];
        var lines = text.Split('\n');
        return text.EndsWith('\n') ? lines[..^1] : lines;
    }
}
