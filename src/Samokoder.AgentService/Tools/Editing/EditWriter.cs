using System.Text;

namespace Samokoder.AgentService.Tools.Editing;

/// <summary>Writes the new content: everything outside the edits is copied from the old one.</summary>
internal static class EditWriter
{
    /// <param name="edits">In the order of the file, without overlaps.</param>
    public static string Write(SourceText source, IReadOnlyList<PlannedEdit> edits)
    {
        var written = new StringBuilder(source.Content.Length + edits.Sum(e => e.Written.Length));
        var copied = 0;
        foreach (var edit in edits)
        {
            written.Append(source.Content, copied, source.InContent(edit.Start) - copied).Append(edit.Written);
            copied = source.InContent(edit.End);
        }
        written.Append(source.Content, copied, source.Content.Length - copied);
        EndAsBefore(source, written, edits[^1]);
        return written.ToString();
    }

    /// <summary>The last line has a line break after it exactly if the last line had one before.</summary>
    private static void EndAsBefore(SourceText source, StringBuilder written, PlannedEdit last)
    {
        var hasBreak = written.Length > 0 && written[^1] == '\n';
        if (source.HasFinalBreak && !hasBreak && written.Length > source.Content.Length - source.Content.AsSpan().TrimStart('\uFEFF').Length)
            written.Append(source.Break(source.LineCount - 1));
        else if (!source.HasFinalBreak && hasBreak && last.End == source.Text.Length)
            written.Length -= written.Length > 1 && written[^2] == '\r' ? 2 : 1;
    }
}
