using System.Text;

namespace Samokoder.AgentService.Tools.Editing;

/// <summary>Turns a match into the text that goes and the text that comes, with line endings and indentation of the file.</summary>
internal sealed class EditPlanner(SourceText source)
{
    public PlannedEdit Plan(int index, BlockMatch match) =>
        IsWholeLines(match) ? PlanLines(index, match) : PlanInside(index, WithoutLastBreak(match));

    /// <summary>A break that only ends the search text is its end, not a wish to join what follows.</summary>
    private static BlockMatch WithoutLastBreak(BlockMatch match) =>
        match.Block.SearchEndsLine && !match.Block.Replace.EndsWith('\n') && match.Block.Search.AsSpan().ContainsAnyExcept('\n')
            ? match with { End = match.End - 1 }
            : match;

    private bool IsWholeLines(BlockMatch match) =>
        match.Start == source.Start(match.Lines[0]) && (match.Block.SearchEndsLine || source.Text[match.End] == '\n');

    private PlannedEdit PlanLines(int index, BlockMatch match)
    {
        var (first, block) = (match.Lines[0], match.Block);
        if (block.ReplaceLines.Length == 0)
            return Removal(index, match.Pass, first, block.SearchLines.Length);
        var kept = LineAlignment.Align(block.SearchLines, block.ReplaceLines);
        var written = new StringBuilder();
        WriteLines(written, match, kept);
        var end = source.Start(first + block.SearchLines.Length); // with the last break, so that no other block can claim part of a line
        var head = SharedHead(kept);
        var tail = SharedTail(kept, block.SearchLines.Length, head);
        var inner = kept.Count(k => k >= 0) - head - tail;
        var before = new LineRange(first + head + 1, block.SearchLines.Length - head - tail);
        return new(index, match.Pass, match.Start, end, written.ToString(), before, kept.Length - head - tail, inner);
    }

    private PlannedEdit Removal(int index, EditPass pass, int first, int count) =>
        new(index, pass, source.Start(first), source.Start(first + count), "", new LineRange(first + 1, count), 0);

    /// <summary>
    /// Lines that both texts of the block have are copied from the file, so that a lax pass changes no more than was asked. A new line
    /// ends like the old line in whose place, or after which, it stands.
    /// </summary>
    private void WriteLines(StringBuilder written, BlockMatch match, int[] kept)
    {
        var indentation = Indentation(match);
        var near = Neighbours(kept, match.Block.SearchLines.Length);
        for (var i = 0; i < kept.Length; i++)
        {
            if (kept[i] >= 0)
                written.Append(source.Line(match.Lines[0] + kept[i]));
            else
                written.Append(indentation?.Apply(match.Block.ReplaceLines[i], near[i]) ?? match.Block.ReplaceLines[i]);
            written.Append(source.Break(match.Lines[0] + near[i]));
        }
    }

    private Reindentation? Indentation(BlockMatch match)
    {
        if (match.Pass < EditPass.Trimmed)
            return null;
        var indentation = new Reindentation(source, match.Block, match.Lines[0]);
        return indentation.ChangesNothing ? null : indentation;
    }

    /// <summary>For each replacement line the search line that it keeps, replaces or follows; -1 before the first.</summary>
    private static int[] Neighbours(int[] kept, int searchLines)
    {
        var near = new int[kept.Length];
        for (int i = 0, next = 0; i < kept.Length;)
        {
            var end = i;
            while (end < kept.Length && kept[end] < 0)
                end++;
            var replaced = (end < kept.Length ? kept[end] : searchLines) - next;
            for (var j = i; j < end; j++)
                near[j] = replaced > 0 ? next + Math.Min(j - i, replaced - 1) : next - 1;
            if (end < kept.Length)
                near[end] = kept[end];
            next = end < kept.Length ? kept[end] + 1 : searchLines;
            i = end + 1;
        }
        return near;
    }

    private static int SharedHead(int[] kept)
    {
        var head = 0;
        while (head < kept.Length && kept[head] == head)
            head++;
        return head;
    }

    private static int SharedTail(int[] kept, int searchLines, int head)
    {
        var tail = 0;
        while (tail < kept.Length - head && kept[^(tail + 1)] == searchLines - tail - 1)
            tail++;
        return tail;
    }

    private PlannedEdit PlanInside(int index, BlockMatch match)
    {
        var replace = match.Block.Replace;
        if (replace.Length == 0)
            return PlanInsideRemoval(index, match);
        var removed = source.Text.AsSpan(match.Start, match.End - match.Start);
        var head = removed[0] == '\n' && replace[0] == '\n' ? 1 : 0;
        var tail = removed[^1] == '\n' && replace[^1] == '\n' ? 1 : 0;
        var before = new LineRange(match.Lines[0] + head + 1, removed.Count('\n') + 1 - head - tail);
        var written = WithBreaks(replace, match.Lines[0], removed.Count('\n'));
        return new(index, match.Pass, match.Start, match.End, written, before, replace.AsSpan().Count('\n') + 1 - head - tail);
    }

    /// <summary>A removal that leaves nothing but white space of its lines takes them with it.</summary>
    private PlannedEdit PlanInsideRemoval(int index, BlockMatch match)
    {
        var (start, end) = (match.Start, match.End);
        var last = source.LineAt(end - 1);
        var rest = source.Text.AsSpan(end, source.Start(last + 1) - end);
        if (source.Text.AsSpan(source.Start(match.Lines[0]), start - source.Start(match.Lines[0])).IsWhiteSpace() && rest.IsWhiteSpace())
            return Removal(index, match.Pass, match.Lines[0], last - match.Lines[0] + 1);
        var lines = source.Text.AsSpan(start, end - start).Count('\n') + 1;
        return new(index, match.Pass, start, end, "", new LineRange(match.Lines[0] + 1, lines), 1);
    }

    /// <summary>The n-th line break of the replacement ends as the n-th that it replaces, or as the last of those.</summary>
    private string WithBreaks(string text, int firstLine, int replaced)
    {
        var written = new StringBuilder(text.Length);
        var breaks = 0;
        foreach (var line in text.AsSpan().Split('\n'))
        {
            if (line.Start.Value > 0)
                written.Append(source.Break(firstLine + Math.Clamp(breaks++, 0, Math.Max(0, replaced - 1))));
            written.Append(text.AsSpan()[line]);
        }
        return written.ToString();
    }
}
