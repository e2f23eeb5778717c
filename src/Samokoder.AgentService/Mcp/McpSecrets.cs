namespace Samokoder.AgentService.Mcp;

/// <summary>Keeps secrets out of what a server says: it may repeat them, and what it says is shown and stored.</summary>
internal sealed class McpSecrets(IReadOnlyDictionary<string, string> values)
{
    /// <summary>Shorter ones stand in ordinary words.</summary>
    private const int ShortestToHide = 6;

    public IReadOnlyDictionary<string, string> Values => values;

    public string Hide(string text)
    {
        foreach (var value in values.Values.Where(v => v.Length >= ShortestToHide).OrderByDescending(v => v.Length))
            text = text.Replace(value, "…", StringComparison.Ordinal);
        return text;
    }

    /// <summary>Names only.</summary>
    public override string ToString() => string.Join(", ", values.Keys);
}
