using System.Text.Json;

namespace Samokoder.AgentService.Mcp;

/// <summary>Keeps secrets out of what a server says: it may repeat them, and what it says is shown and stored.</summary>
internal sealed class McpSecrets(IReadOnlyDictionary<string, string> values)
{
    /// <summary>Shorter ones stand in ordinary words.</summary>
    private const int ShortestToHide = 6;

    public IReadOnlyDictionary<string, string> Values => values;

    private IEnumerable<string> Hidden => values.Values.Where(v => v.Length >= ShortestToHide);

    public string Hide(string text)
    {
        foreach (var value in Hidden.OrderByDescending(v => v.Length))
            text = text.Replace(value, "…", StringComparison.Ordinal);
        return text;
    }

    public bool AreIn(string text) => Hidden.Any(value => text.Contains(value, StringComparison.Ordinal));

    /// <summary>In a name or a value, however it is escaped.</summary>
    public bool AreIn(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().Any(p => AreIn(p.Name) || AreIn(p.Value)),
        JsonValueKind.Array => json.EnumerateArray().Any(AreIn),
        JsonValueKind.String => AreIn(json.GetString()!),
        JsonValueKind.Undefined => false,
        _ => AreIn(json.GetRawText()),
    };

    /// <summary>Names only.</summary>
    public override string ToString() => string.Join(", ", values.Keys);
}
