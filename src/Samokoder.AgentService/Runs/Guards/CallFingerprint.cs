using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Samokoder.AgentService.Runs.Guards;

/// <summary>Tells whether two calls, or two results, say the same: not confused by the order of arguments, by times or by spaces.</summary>
internal static partial class CallFingerprint
{
    private const string Command = "run_command";

    public static string OfCall(string name, JsonElement arguments)
    {
        var text = new StringBuilder(name).Append('\n');
        Append(text, arguments);
        return Hash(text.ToString());
    }

    public static string OfResult(string text) => Hash(Normalise(text));

    /// <summary>A command that failed without a word is told apart by what it was, everything else by what it said.</summary>
    public static string OfFailure(string name, JsonElement arguments, string text)
    {
        var said = Normalise(text);
        return name == Command && !said.Trim().Contains('\n', StringComparison.Ordinal) ? OfCall(name, arguments) + said : Hash($"{name}\n{said}");
    }

    private static void Append(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null).OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    text.Append('{').Append(property.Name).Append(':');
                    Append(text, property.Value);
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    text.Append('[');
                    Append(text, item);
                }
                break;
            case JsonValueKind.String: text.Append('"').Append(Argument(value.GetString()!)); break;
            default: text.Append(value.GetRawText()); break;
        }
    }

    private static string Argument(string value)
    {
        var trimmed = value.Trim();
        return trimmed.StartsWith("./", StringComparison.Ordinal) ? trimmed[2..] : trimmed;
    }

    private static string Normalise(string text) => Spaces().Replace(Times().Replace(text, "#"), " ");

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Durations as "1.2s" and "340 ms", and times of day.</summary>
    [GeneratedRegex(@"\d+(\.\d+)?\s?(ms|s|sec|seconds|min)\b|\b\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Times();

    [GeneratedRegex(@"[ \t]+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Spaces();
}
