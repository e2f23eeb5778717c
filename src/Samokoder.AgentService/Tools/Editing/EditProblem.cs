using System.Globalization;

namespace Samokoder.AgentService.Tools.Editing;

/// <summary>Why one block cannot be applied, in a sentence for the model.</summary>
/// <param name="Index">The block, from 0.</param>
internal sealed record EditProblem(EditFailureKind Kind, int Index, string Sentence)
{
    public static EditProblem None { get; } =
        new(EditFailureKind.NoBlocks, -1, "There are no edits. Give at least one block with a search text and its replacement.");

    public static EditProblem Empty(int index) => new(EditFailureKind.EmptySearch, index,
        Text($"Block {index + 1} has an empty search text, which only fits an empty file and a single block. Copy the lines that are to be replaced into it, or use write_file for the whole file."));

    public static EditProblem Nothing(int index) => new(EditFailureKind.NoChange, index,
        Text($"Block {index + 1} changes nothing: the file already reads as its replacement does (a line break at the end of the file is kept as it is)."));

    public static EditProblem Missing(int index) =>
        new(EditFailureKind.NotFound, index, Text($"Block {index + 1}: its search text is not in the file."));

    public static EditProblem Many(int index, BlockMatch match)
    {
        var lines = match.Lines.Distinct().Select(l => (l + 1).ToString(CultureInfo.InvariantCulture));
        var more = match.Hits > match.Lines.Count ? Text($" and {match.Hits - match.Lines.Count} more") : "";
        return new(EditFailureKind.Ambiguous, index,
            Text($"Block {index + 1}: its search text matches {match.Hits} places ({Forgiven(match.Pass)}), beginning in lines {string.Join(", ", lines)}{more}. Add neighbouring lines to it until only one place matches."));
    }

    public static EditProblem Overlapping(PlannedEdit first, PlannedEdit second)
    {
        var (low, high) = (Math.Min(first.Index, second.Index), Math.Max(first.Index, second.Index));
        return new(EditFailureKind.Overlap, high,
            Text($"Block {high + 1} overlaps with block {low + 1}: both match text at line {second.Before.First}. Put what they do into one block."));
    }

    private static string Forgiven(EditPass pass) => pass switch
    {
        EditPass.Exact => "exactly",
        EditPass.RightTrimmed => "but for white space at line ends",
        EditPass.Trimmed => "but for indentation",
        _ => "but for indentation, quotes, dashes and special spaces",
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
