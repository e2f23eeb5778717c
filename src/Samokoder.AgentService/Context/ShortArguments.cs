using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Samokoder.AgentService.Context;

/// <summary>
/// Arguments of an old call without their long texts. Each is replaced as a whole, so that no model takes half a file for how files are written.
/// </summary>
internal static class ShortArguments
{
    public static Dictionary<string, object?> Of(IDictionary<string, object?> arguments, int maxChars) =>
        arguments.ToDictionary(a => a.Key, a => Short(a.Value, maxChars), StringComparer.Ordinal);

    private static object? Short(object? value, int maxChars) => value switch
    {
        string text => Short(text, maxChars),
        JsonElement { ValueKind: JsonValueKind.String } json => Short(json.GetString()!, maxChars),
        JsonElement { ValueKind: JsonValueKind.Array or JsonValueKind.Object } json when json.GetRawText().Length > maxChars =>
            JsonSerializer.SerializeToElement(Short(JsonNode.Parse(json.GetRawText()), maxChars)),
        _ => value,
    };

    private static JsonNode? Short(JsonNode? node, int maxChars) => node switch
    {
        JsonObject o => new JsonObject(o.Select(p => KeyValuePair.Create(p.Key, Short(p.Value, maxChars)))),
        JsonArray a => new JsonArray([.. a.Select(item => Short(item, maxChars))]),
        JsonValue v when v.TryGetValue<string>(out var text) => Short(text, maxChars),
        _ => node?.DeepClone(),
    };

    private static string Short(string text, int maxChars) => text.Length <= maxChars
        ? text
        : string.Create(CultureInfo.InvariantCulture, $"[{text.Length} characters, left out here; read the file to see them]");
}
