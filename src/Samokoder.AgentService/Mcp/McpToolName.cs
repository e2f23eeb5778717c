namespace Samokoder.AgentService.Mcp;

/// <summary>How models see a tool of a server: "mcp__server__tool", of the letters and in the length that every provider takes.</summary>
internal static class McpToolName
{
    private const int MaxChars = 64;

    public static string Of(string server, string tool)
    {
        var name = $"mcp__{server}__{string.Concat(tool.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'))}";
        return name.Length <= MaxChars ? name : name[..MaxChars];
    }
}
