namespace Samokoder.AgentService.Mcp;

internal static class McpTexts
{
    /// <summary>In the language of the request.</summary>
    /// <param name="problem">The server's name and what happened.</param>
    public static string DidNotStart(string problem, string prompt) => prompt.Any(c => c is >= 'А' and <= 'я' or 'ё' or 'Ё')
        ? $"MCP-сервер не запустился, работа идёт без его инструментов. {problem}"
        : $"An MCP server did not start, and the work goes on without its tools. {problem}";
}
