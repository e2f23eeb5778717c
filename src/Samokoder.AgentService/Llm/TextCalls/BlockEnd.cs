using System.Runtime.InteropServices;

namespace Samokoder.AgentService.Llm.TextCalls;

/// <summary>Where a block ends.</summary>
/// <param name="Body">End of its content.</param>
/// <param name="After">End of what closes it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BlockEnd(int Body, int After)
{
    /// <summary>A line of at least as many ticks. In blocks of JSON one that stands inside a string does not count, unless no other comes.</summary>
    /// <param name="newLine">The end of the opening line.</param>
    public static BlockEnd? OfFence(string text, int newLine, int ticks, bool aware, bool final)
    {
        var strings = new JsonStrings(text, newLine + 1);
        BlockEnd? inString = null;
        for (var line = newLine + 1; line < text.Length;)
        {
            var end = text.IndexOf('\n', line);
            if (end < 0 && !final) return null;
            var stop = end < 0 ? text.Length : end;
            if (IsFence(text.AsSpan(line, stop - line), ticks))
            {
                if (!aware || !strings.IsInside(line)) return new BlockEnd(line, stop);
                inString ??= new BlockEnd(line, stop);
            }
            line = stop + 1;
        }
        return !final ? null : inString ?? new BlockEnd(text.Length, text.Length);
    }

    public static BlockEnd? OfTag(string text, int from, string? close, bool final)
    {
        var end = new BlockEnd(text.Length, text.Length);
        if (close is null) return final ? end : null;
        var strings = new JsonStrings(text, from);
        int? inString = null;
        for (var at = text.IndexOf(close, from, StringComparison.Ordinal); at >= 0; at = text.IndexOf(close, at + 1, StringComparison.Ordinal))
        {
            if (!strings.IsInside(at)) return new BlockEnd(at, at + close.Length);
            inString ??= at;
        }
        return !final ? null : inString is { } first ? new BlockEnd(first, first + close.Length) : end;
    }

    private static bool IsFence(ReadOnlySpan<char> line, int ticks)
    {
        var trimmed = line.Trim();
        return trimmed.Length >= ticks && !trimmed.ContainsAnyExcept('`');
    }

    /// <summary>Follows the strings of JSON from left to right; what begins as anything else has none.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct JsonStrings(string text, int from)
    {
        private readonly bool _json = text.AsSpan(from).TrimStart() is ['{' or '[', ..];
        private int _at = from;
        private bool _inside;

        public bool IsInside(int position)
        {
            if (!_json) return false;
            for (; _at < position; _at++)
            {
                if (_inside && text[_at] == '\\') _at++;
                else if (text[_at] == '"') _inside = !_inside;
            }
            return _inside;
        }
    }
}
