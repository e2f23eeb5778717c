namespace Samokoder.AgentService.Tools.Editing;

/// <summary>
/// A file's content as lines. All matching happens on <see cref="Text"/>, whose lines all end in LF, the last one too; all writing
/// copies from the content itself, so that what no block touches stays as it was.
/// </summary>
internal sealed class SourceText
{
    private const char ByteOrderMark = '\uFEFF';

    private readonly int[] starts; // of each line in Text, and Text.Length
    private readonly int[]? returnsBefore; // CRs of line endings before each line; null when there are none
    private readonly int prefix;
    private readonly Lazy<IndentStyle> indent;

    public SourceText(string content)
    {
        Content = content;
        prefix = content.StartsWith(ByteOrderMark) ? 1 : 0;
        HasFinalBreak = content.EndsWith('\n');
        Text = WithLineFeeds(content[prefix..], HasFinalBreak);
        starts = LineStarts(Text);
        if (Text.Length != content.Length - prefix + (HasFinalBreak || IsEmpty ? 0 : 1))
            returnsBefore = CountReturns();
        DominantBreak = returnsBefore is not null && returnsBefore[^1] * 2 > LineCount ? "\r\n" : "\n";
        indent = new(() => IndentStyle.Of(this));
    }

    public string Content { get; }

    public string Text { get; }

    public bool HasFinalBreak { get; }

    public int LineCount => starts.Length - 1;

    /// <summary>Nothing but, perhaps, a byte order mark.</summary>
    public bool IsEmpty => Text.Length == 0;

    /// <summary>The line ending that most lines have.</summary>
    public string DominantBreak { get; }

    public IndentStyle Indent => indent.Value;

    public static string WithoutMark(string text) => text.StartsWith(ByteOrderMark) ? text[1..] : text;

    public ReadOnlySpan<char> Line(int line) => Text.AsSpan(starts[line], starts[line + 1] - starts[line] - 1);

    /// <summary>Offset of a line in <see cref="Text"/>; that of the end for the line after the last.</summary>
    public int Start(int line) => starts[line];

    /// <summary>The line that an offset in <see cref="Text"/> lies in.</summary>
    public int LineAt(int offset)
    {
        var found = Array.BinarySearch(starts, offset);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>Where an offset in <see cref="Text"/> lies in <see cref="Content"/>.</summary>
    public int InContent(int offset)
    {
        var returns = returnsBefore is null ? 0 : returnsBefore[LineAt(offset)];
        return Math.Min(prefix + offset + returns, Content.Length);
    }

    /// <summary>The ending of a line; for a last line without one, or a line before the first, that of its neighbours.</summary>
    public string Break(int line)
    {
        if (returnsBefore is null)
            return "\n";
        line = Math.Clamp(line, 0, LineCount - 1);
        if (line == LineCount - 1 && !HasFinalBreak)
            return line == 0 ? DominantBreak : Break(line - 1);
        return returnsBefore[line + 1] > returnsBefore[line] ? "\r\n" : "\n";
    }

    private static string WithLineFeeds(string text, bool hasFinalBreak)
    {
        var plain = text.Contains('\r') ? text.Replace("\r\n", "\n", StringComparison.Ordinal) : text;
        return hasFinalBreak || plain.Length == 0 ? plain : plain + "\n";
    }

    private static int[] LineStarts(string text)
    {
        var offsets = new int[text.AsSpan().Count('\n') + 1];
        for (var line = 1; line < offsets.Length; line++)
            offsets[line] = text.IndexOf('\n', offsets[line - 1]) + 1;
        return offsets;
    }

    private int[] CountReturns()
    {
        var counts = new int[starts.Length];
        for (var line = 0; line < LineCount; line++)
        {
            var end = prefix + starts[line + 1] - 1 + counts[line];
            counts[line + 1] = counts[line] + (end < Content.Length && Content[end] == '\r' ? 1 : 0);
        }
        return counts;
    }
}
