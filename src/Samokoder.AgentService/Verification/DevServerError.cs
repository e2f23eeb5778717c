using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Samokoder.AgentService.Verification;

/// <summary>What a dev server says in place of a module that it cannot make: Vite writes its error as JSON into a page.</summary>
internal static partial class DevServerError
{
    private const int MaxChars = 3_000;

    /// <summary>Message, place and lines of source of an error answer; any other answer as plain text, bounded.</summary>
    public static string Explain(string body) => FindInPage(body) ?? Bound(WebUtility.HtmlDecode(Markup().Replace(body, " ")).Trim());

    /// <summary>Null when the page carries no such error.</summary>
    public static string? FindInPage(string body)
    {
        if (ErrorObject().Match(body) is not { Success: true } match)
            return null;
        try
        {
            using var document = JsonDocument.Parse(match.Groups["json"].Value);
            var error = document.RootElement;
            string[] parts = [Text(error, "message"), Place(error), Text(error, "frame")];
            return Bound(Ansi().Replace(string.Join('\n', parts.Where(p => p.Length > 0)), "")).Replace("/workspace/", "", StringComparison.Ordinal);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Place(JsonElement error)
    {
        if (error.TryGetProperty("loc", out var place) && place.ValueKind == JsonValueKind.Object && place.TryGetProperty("line", out var line))
            return $"at {Text(place, "file")}:{line.GetRawText()}{(place.TryGetProperty("column", out var column) ? $":{column.GetRawText()}" : "")}";
        return Text(error, "id") is { Length: > 0 } id ? $"in {id}" : "";
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim('\n') : "";

    private static string Bound(string text) => text.Length <= MaxChars ? text : string.Concat(text.AsSpan(0, MaxChars), "…");

    [GeneratedRegex(@"const error = (?<json>\{.*\})\s*(?:;|\n|try\b)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ErrorObject();

    [GeneratedRegex("<(?:script|style)\\b.*?</(?:script|style)>|<[^>]*>", RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Markup();

    [GeneratedRegex("\u001b\\[[0-9;]*m", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Ansi();
}
