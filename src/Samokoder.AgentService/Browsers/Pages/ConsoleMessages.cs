using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Samokoder.AgentService.Browsers.DevTools;

namespace Samokoder.AgentService.Browsers.Pages;

/// <summary>Words for what a page writes and throws, with places as paths of the project.</summary>
internal static partial class ConsoleMessages
{
    private const int MaxFrames = 6;

    public static PageMessage OfConsole(JsonElement call, string origin)
    {
        var arguments = call.Child("args");
        var text = arguments.ValueKind == JsonValueKind.Array ? Format([.. arguments.EnumerateArray().Select(Describe)]) : "";
        var kind = call.Text("type") switch
        {
            "error" or "assert" => PageMessageKind.ConsoleError,
            "warning" => PageMessageKind.Warning,
            _ => PageMessageKind.Note,
        };
        return new PageMessage(kind, Localize(kind == PageMessageKind.ConsoleError ? text + Place(call.Child("stackTrace")) : text, origin));
    }

    public static PageMessage OfException(JsonElement details, string origin)
    {
        var thrown = details.Child("exception");
        var text = thrown.Text("description") is { Length: > 0 } description ? FirstFrames(description)
            : thrown.ValueKind == JsonValueKind.Object ? $"{details.Text("text")} {Describe(thrown)}" : details.Text("text");
        if (!text.Contains("    at ", StringComparison.Ordinal))
            text += details.Text("url") is { Length: > 0 } url
                ? string.Create(CultureInfo.InvariantCulture, $"\n    at {url}:{details.Number("lineNumber") + 1}:{details.Number("columnNumber") + 1}")
                : Place(details.Child("stackTrace"));
        return new PageMessage(PageMessageKind.Uncaught, Localize(text, origin));
    }

    /// <summary>Places of the dev server become paths of the project; what it adds to defeat caches goes away.</summary>
    private static string Localize(string text, string origin) =>
        CacheBuster().Replace(text.Replace(origin + "/", "/", StringComparison.Ordinal), "");

    private static string Describe(JsonElement argument)
    {
        if (argument.TryGetProperty("value", out var value))
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        if (argument.Text("unserializableValue") is { Length: > 0 } special)
            return special;
        return argument.Text("description") is { Length: > 0 } description ? FirstFrames(description) : argument.Text("type");
    }

    /// <summary>Fills in the placeholders of a format, as the console shows it; styles are dropped.</summary>
    private static string Format(List<string> parts)
    {
        if (parts.Count < 2 || !parts[0].Contains('%', StringComparison.Ordinal))
            return string.Join(' ', parts);
        var next = 1;
        var text = Placeholder().Replace(parts[0], match => match.Value == "%%" ? "%" : next >= parts.Count ? match.Value : match.Value == "%c" ? Skip() : parts[next++]);
        return string.Join(' ', parts.Skip(next).Prepend(text));

        string Skip()
        {
            next++;
            return "";
        }
    }

    private static string FirstFrames(string stack)
    {
        var lines = stack.Split('\n');
        var head = lines.TakeWhile(l => !l.StartsWith("    at ", StringComparison.Ordinal)).ToList();
        var frames = lines.Skip(head.Count).Where(l => !l.Contains("/node_modules/", StringComparison.Ordinal)).Take(MaxFrames);
        return string.Join('\n', head.Concat(frames));
    }

    private static string Place(JsonElement stack)
    {
        var frames = stack.Child("callFrames");
        if (frames.ValueKind != JsonValueKind.Array)
            return "";
        var own = frames.EnumerateArray().FirstOrDefault(f => f.Text("url") is { Length: > 0 } url && !url.Contains("/node_modules/", StringComparison.Ordinal));
        return own.ValueKind == JsonValueKind.Undefined ? ""
            : string.Create(CultureInfo.InvariantCulture, $"\n    at {own.Text("url")}:{own.Number("lineNumber") + 1}:{own.Number("columnNumber") + 1}");
    }

    [GeneratedRegex(@"\?(?:t|v)=[\w.-]+(?=[:)\s""'?&]|$)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CacheBuster();

    [GeneratedRegex("%[sdifoOc%]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Placeholder();
}
