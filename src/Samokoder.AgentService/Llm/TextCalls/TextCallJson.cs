using System.Text;
using System.Text.Json;

namespace Samokoder.AgentService.Llm.TextCalls;

/// <summary>Reads JSON as models write it: line breaks inside strings, commas too many and comments are forgiven, nothing else is guessed.</summary>
internal static class TextCallJson
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <param name="problem">Where and why it is not JSON, in words for the model, when the result is null.</param>
    public static JsonElement? TryParse(string text, out string problem)
    {
        problem = "";
        try
        {
            using var document = JsonDocument.Parse(Escaped(text), Lenient);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            problem = FormattableString.Invariant(
                $"it is not valid JSON in line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}. Escape line breaks as \\n, quotes as \\\" and backslashes as \\\\ inside strings");
            return null;
        }
    }

    /// <summary>Control characters inside strings, escaped.</summary>
    private static string Escaped(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1F')) return text;
        var escaped = new StringBuilder(text.Length + 64);
        var inside = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"') inside = !inside;
            if (inside && c == '\\' && i + 1 < text.Length && text[i + 1] >= ' ') escaped.Append(c).Append(text[++i]);
            else if (inside && c < ' ') escaped.Append(Escape(c));
            else escaped.Append(c);
        }
        return escaped.ToString();
    }

    private static string Escape(char c) => c switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => FormattableString.Invariant($"\\u{(int)c:x4}"),
    };
}
