using System.Globalization;
using System.Text;

namespace Samokoder.AgentService.Tools.Editing;

/// <summary>Tells the model what is wrong with its blocks: all that failed, and for the first miss what the file has instead.</summary>
internal sealed class EditDiagnosis
{
    /// <summary>The most characters that a diagnosis has.</summary>
    public const int MaxLength = 2500;

    private const int MaxProblems = 5;
    private const int MaxProblemsLength = 1200; // the rest is for the region
    private const int MaxShownLine = 160;
    private const int MaxNotes = 4;
    private const int Context = 2; // equal lines that are shown around a difference
    private const double SureSimilarity = 0.6;

    private readonly SourceText source;
    private readonly BlockMatcher matcher;
    private readonly StringBuilder text = new();

    private EditDiagnosis(SourceText source, BlockMatcher matcher) => (this.source, this.matcher) = (source, matcher);

    public static EditFailure Describe(
        SourceText source, BlockMatcher matcher, IReadOnlyList<BlockText> texts, IReadOnlyList<EditProblem> problems)
    {
        var kind = problems[0].Kind;
        var diagnosis = new EditDiagnosis(source, matcher);
        var miss = problems.FirstOrDefault(p => p.Kind == EditFailureKind.NotFound);
        var applied = miss is null ? null : diagnosis.Applied(texts[miss.Index]);
        diagnosis.AppendProblems(texts.Count, problems, miss, applied);
        if (miss is not null)
            diagnosis.AppendRegion(miss, texts[miss.Index], applied);
        if (miss == problems[0] && applied is not null)
            kind = EditFailureKind.AlreadyApplied;
        return new(kind, problems[0].Index + 1, Cut(diagnosis.text.ToString().TrimEnd(), MaxLength));
    }

    private void AppendProblems(int blocks, IReadOnlyList<EditProblem> problems, EditProblem? miss, LineRange? applied)
    {
        text.Append(blocks > 1 ? Text($"Nothing was changed: {problems.Count} of {blocks} blocks cannot be applied.") : "Nothing was changed.").Append('\n');
        var shown = 0;
        foreach (var problem in problems.Take(MaxProblems).TakeWhile(p => shown == 0 || text.Length + p.Sentence.Length < MaxProblemsLength))
        {
            text.Append(problem == miss && applied is not null ? problem.Sentence + Already(applied) : problem.Sentence).Append('\n');
            shown++;
        }
        if (shown < problems.Count)
            text.Append(CultureInfo.InvariantCulture, $"And {problems.Count - shown} more.\n");
    }

    private static string Already(LineRange applied) =>
        Text($" But its replacement is, at {applied}: the edit seems to have been made before.");

    /// <summary>Where the replacement stands already, if it says enough to be recognised.</summary>
    private LineRange? Applied(BlockText block)
    {
        if (!block.Replace.Any(char.IsLetterOrDigit))
            return null;
        var replaced = new BlockText(block.Replace, block.Search, block.ReplaceLines, block.SearchLines);
        return matcher.Find(replaced) is { } match && IsTelling(match)
            ? new LineRange(match.Lines[0] + 1, block.ReplaceLines.Length)
            : null;
    }

    /// <summary>A few characters inside of other lines are there by chance.</summary>
    private bool IsTelling(BlockMatch match) =>
        match.Block.Search.Count(c => !char.IsWhiteSpace(c)) >= 8
        || source.Line(match.Lines[0]).Trim().SequenceEqual(match.Block.SearchLines[0].AsSpan().Trim());

    private void AppendRegion(EditProblem miss, BlockText block, LineRange? applied)
    {
        var search = Shown(block.SearchLines);
        if (source.IsEmpty)
            text.Append("The file is empty.\n");
        else if (source.Text.AsSpan().Contains('\r'))
            text.Append("The file has carriage returns (CR) that no line feed follows: they are part of its lines, not line ends.\n");
        var nearest = search.Length == 0 || source.IsEmpty ? null : NearestRegion.Find(source, search);
        if (nearest is null || (applied is not null && nearest.Value.Similarity < SureSimilarity))
            text.Append(applied is null && !source.IsEmpty ? Text($"No part of the file ({source.LineCount} lines) looks like it. Read the file again before the next edit.\n") : "");
        else
            AppendDiff(miss, Compare(block, search, nearest.Value.Line));
    }

    private List<DiffLine> Compare(BlockText block, string[] shown, int place)
    {
        var diff = RegionDiff.Compare(source, shown, place);
        return diff.TrueForAll(d => d.Same) && block.SearchLines.Length <= NearestRegion.MaxLines
            ? RegionDiff.Compare(source, block.SearchLines, place) // it is the blank lines around them that the file has not
            : diff;
    }

    /// <summary>The lines of a search text from its first to its last that is not blank, as far as they are looked at.</summary>
    private static string[] Shown(string[] lines)
    {
        var first = Array.FindIndex(lines, l => !string.IsNullOrWhiteSpace(l));
        var last = Array.FindLastIndex(lines, l => !string.IsNullOrWhiteSpace(l));
        return first < 0 ? [] : lines[first..Math.Min(last + 1, first + NearestRegion.MaxLines)];
    }

    private void AppendDiff(EditProblem miss, List<DiffLine> diff)
    {
        var notes = Notes(diff);
        var lines = diff.Where(d => d.FileLine >= 0).Select(d => d.FileLine + 1).ToList();
        var range = new LineRange(lines.Min(), lines.Max() - lines.Min() + 1);
        text.Append(CultureInfo.InvariantCulture, $"Nearest to block {miss.Index + 1} is {range} (- your search text, + the file):\n");
        for (var i = 0; i < diff.Count; i++)
        {
            var shown = Shown(diff, i);
            if (text.Length + shown.Length + notes.Length > MaxLength - 40)
            {
                text.Append(CultureInfo.InvariantCulture, $"… {diff.Count - i} more lines\n");
                break;
            }
            text.Append(shown);
        }
        text.Append(notes);
    }

    /// <summary>One line of the comparison, or a pair of lines that differ; nothing for equal lines far from any difference.</summary>
    private string Shown(List<DiffLine> diff, int index)
    {
        var (search, line, same) = (diff[index].Search, diff[index].FileLine, diff[index].Same);
        if (same)
            return Distance(diff, index) switch
            {
                <= Context => Row(line, ' ', source.Line(line), 0),
                Context + 1 => "      …\n",
                _ => "",
            };
        var differs = search is null || line < 0 ? 0 : search.AsSpan().CommonPrefixLength(source.Line(line));
        return (search is null ? "" : Row(-1, '-', search, differs)) + (line < 0 ? "" : Row(line, '+', source.Line(line), differs));
    }

    /// <summary>How far the nearest difference is.</summary>
    private static int Distance(List<DiffLine> diff, int index)
    {
        for (var distance = 1; distance <= Context + 1; distance++)
            if ((index >= distance && !diff[index - distance].Same) || (index + distance < diff.Count && !diff[index + distance].Same))
                return distance;
        return Context + 2;
    }

    private static string Row(int line, char sign, ReadOnlySpan<char> content, int differs)
    {
        var from = content.Length > MaxShownLine && differs > MaxShownLine / 2 ? differs - (MaxShownLine / 4) : 0;
        if (from > 0 && char.IsLowSurrogate(content[from]))
            from--;
        var number = line < 0 ? "" : (line + 1).ToString(CultureInfo.InvariantCulture);
        return Text($"{number,5} {sign} {(from > 0 ? "…" : "")}{Cut(content[from..].ToString(), MaxShownLine)}\n");
    }

    private string Notes(List<DiffLine> diff)
    {
        var notes = diff
            .Where(d => d is { Same: false, Search: not null, FileLine: >= 0 })
            .Select(d => (d.FileLine, Note: HiddenDifference.Explain(d.Search, source.Line(d.FileLine))))
            .Where(n => n.Note is not null)
            .Take(MaxNotes)
            .Select(n => Text($"Line {n.FileLine + 1}: {n.Note}.\n"));
        return Cut(string.Concat(notes), MaxProblemsLength);
    }

    /// <summary>At most so many characters, and no half of one.</summary>
    private static string Cut(string value, int length)
    {
        if (value.Length <= length)
            return value;
        var end = char.IsHighSurrogate(value[length - 2]) ? length - 2 : length - 1;
        return value[..end] + "…";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
