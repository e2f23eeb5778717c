using System.Globalization;

namespace Samokoder.AgentService.Context;

/// <summary>Head and tail of a text, never half a character.</summary>
internal static class Excerpt
{
    private const int HeadPercent = 60;

    /// <param name="hint">How to see the rest; may be empty.</param>
    public static string Of(string text, int maxChars, string hint = "")
    {
        if (text.Length <= maxChars) return text;
        var head = maxChars * HeadPercent / 100;
        if (head > 0 && char.IsHighSurrogate(text[head - 1])) head--;
        var tail = text.Length - (maxChars - head);
        if (tail < text.Length && char.IsLowSurrogate(text[tail])) tail++;
        var note = string.Create(CultureInfo.InvariantCulture, $"\n… [{tail - head} characters left out{(hint.Length > 0 ? $"; {hint}" : "")}] …\n");
        return string.Concat(text.AsSpan(0, head), note, text.AsSpan(tail));
    }

    /// <summary>The first line, cut.</summary>
    public static string Line(string text, int maxChars)
    {
        var line = text.Trim().ReplaceLineEndings("\n").Split('\n', 2)[0].Trim();
        if (line.Length <= maxChars) return line;
        return string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[maxChars - 1]) ? maxChars - 1 : maxChars), "…");
    }
}
