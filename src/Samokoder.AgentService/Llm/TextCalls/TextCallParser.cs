using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Samokoder.AgentService.Llm.TextCalls;

/// <summary>Makes calls of what a block of text holds.</summary>
internal sealed partial class TextCallParser(IEnumerable<AIFunctionDeclaration> tools)
{
    private static readonly HashSet<string> Keys = new(StringComparer.Ordinal) { "name", "tool", "tool_name", "function", "arguments", "parameters", "args", "input", "id", "type" };

    private readonly Dictionary<string, AIFunctionDeclaration> _tools = tools.ToDictionary(t => t.Name, StringComparer.Ordinal);

    /// <summary>Null when the piece is text: it has not the shape of a call, or may be anything and names no tool that was offered.</summary>
    public IReadOnlyList<FunctionCallContent>? Parse(TextPiece piece)
    {
        if (piece.Body is not { Length: > 0 } body) return null;
        if (Inner(body) is { } inner) return Parse(piece with { Body = inner.Body });
        if (Named().Match(body) is { Success: true } named) return OfNamed(named, piece.Trust);
        if (body[0] is not ('{' or '[')) return null;
        if (TextCallJson.TryParse(piece.Bare ? Joined(body) : body, out var problem) is not { } json) return Broken(body, piece, problem);
        var calls = OfJson(json, piece.Trust);
        return calls is null && piece.Trust == TextCallTrust.Marked
            ? [Unusable(NameIn(body), "it needs \"name\" with the name of a tool and \"arguments\" with an object")]
            : calls;
    }

    /// <summary>A tag inside a fence, or one tag in another.</summary>
    private static TextPiece? Inner(string body)
    {
        if (TextCallSyntax.Tags.FirstOrDefault(t => !t.NamesTool && body.StartsWith(t.Open, StringComparison.Ordinal)) is not { } tag) return null;
        var end = BlockEnd.OfTag(body, tag.Open.Length, tag.Close, final: true)!.Value;
        return end.After == body.Length ? new TextPiece(body) { Body = body[tag.Open.Length..end.Body].Trim() } : null;
    }

    private List<FunctionCallContent>? OfJson(JsonElement json, TextCallTrust trust)
    {
        var items = json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().ToList() : [json];
        var calls = items.Select(item => OfItem(item, trust)).ToList();
        return calls.Count > 0 && calls.TrueForAll(c => c is not null) ? [.. calls.OfType<FunctionCallContent>()] : null;
    }

    private FunctionCallContent? OfItem(JsonElement item, TextCallTrust trust)
    {
        if (item.ValueKind != JsonValueKind.Object) return null;
        if (item.TryGetProperty("function", out var nested) && nested.ValueKind == JsonValueKind.Object) return OfItem(nested, trust);
        if (First(item, "name", "tool", "tool_name", "function") is not { ValueKind: JsonValueKind.String } named) return null;
        var (name, arguments) = (named.GetString()!, First(item, "arguments", "parameters", "args", "input"));
        if (arguments is { ValueKind: JsonValueKind.String } text && TextCallJson.TryParse(text.GetString()!, out _) is { } parsed) arguments = parsed;
        if (trust == TextCallTrust.Ambiguous && !(_tools.ContainsKey(name) && arguments is { ValueKind: JsonValueKind.Object } && item.EnumerateObject().All(p => Keys.Contains(p.Name))))
            return null;
        return arguments is null or { ValueKind: JsonValueKind.Object } ? Call(name, arguments) : Unusable(name, "\"arguments\" is not an object");
    }

    /// <summary>&lt;function=name&gt; around JSON, or around a tag for each parameter with its value as it is.</summary>
    private List<FunctionCallContent>? OfNamed(Match named, TextCallTrust trust)
    {
        var (name, body) = (named.Groups["name"].Value, named.Groups["body"].Value.Trim());
        if (trust == TextCallTrust.Ambiguous && !_tools.ContainsKey(name)) return null;
        if (body.StartsWith('{'))
            return [TextCallJson.TryParse(body, out var problem) is { ValueKind: JsonValueKind.Object } json ? Call(name, json) : Unusable(name, problem)];
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (Match parameter in Parameter().Matches(body))
            arguments[parameter.Groups["name"].Value] = Value(name, parameter.Groups["name"].Value, parameter.Groups["value"].Value);
        return body.Length > 0 && arguments.Count == 0 ? null : [new FunctionCallContent(NewId(), name, arguments)];
    }

    private JsonElement Value(string tool, string parameter, string text)
    {
        var isText = _tools.TryGetValue(tool, out var known) && known.JsonSchema.TryGetProperty("properties", out var properties)
            && properties.TryGetProperty(parameter, out var schema) && schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out var type)
            && (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(t => t.ValueEquals("string")) : type.ValueEquals("string"));
        return !isText && TextCallJson.TryParse(text, out _) is { } json ? json : JsonSerializer.SerializeToElement(text);
    }

    private List<FunctionCallContent>? Broken(string body, TextPiece piece, string problem)
    {
        var name = NameIn(body);
        if (piece.Trust == TextCallTrust.Marked) return [Unusable(name, problem)];
        return _tools.ContainsKey(name) && LooksLikeCall().IsMatch(body) ? [Unusable(name, problem)] : null;
    }

    /// <summary>Objects one after the other, as one array.</summary>
    private static string Joined(string body) => body[0] == '{' ? $"[{Between().Replace(body, "},{")}]" : body;

    private static FunctionCallContent Call(string name, JsonElement? arguments) => new(
        NewId(), name, arguments?.EnumerateObject().DistinctBy(p => p.Name).ToDictionary(p => p.Name, p => (object?)p.Value, StringComparer.Ordinal) ?? new(StringComparer.Ordinal));

    private static FunctionCallContent Unusable(string name, string problem) => new(NewId(), name) { Exception = new TextCallException(problem) };

    private static string NameIn(string body) => NameProperty().Match(body) is { Success: true } found ? found.Groups["name"].Value : TextCallSyntax.Language;

    private static JsonElement? First(JsonElement item, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (item.TryGetProperty(name, out var value)) return value;
        return null;
    }

    private static string NewId() => $"call_{Guid.CreateVersion7():N}";

    [GeneratedRegex("""^<function=(?<name>[\w.-]+)\s*>(?<body>.*?)(</function>)?$""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();

    [GeneratedRegex("""<parameter=(?<name>[\w.-]+)\s*>\n?(?<value>.*?)\n?</parameter>""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex("\"(name|tool|tool_name)\"\\s*:\\s*\"(?<name>[\\w.-]{1,64})\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NameProperty();

    [GeneratedRegex("^[{\\[]\\s*\\{?\\s*\"(name|tool|tool_name|arguments|parameters)\"\\s*:.*\"(arguments|parameters|name)\"\\s*:", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LooksLikeCall();

    [GeneratedRegex(@"\}\s*[;,]?\s*\r?\n\s*\{", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Between();
}

/// <summary>Says in words for the model why a call that it wrote into its text cannot be made. Holds nothing of what it wrote.</summary>
internal sealed class TextCallException(string problem) : FormatException(problem);
