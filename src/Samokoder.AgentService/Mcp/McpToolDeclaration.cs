using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;
using Samokoder.AgentService.Context;

namespace Samokoder.AgentService.Mcp;

/// <summary>A server's tool as a model is told of it. Its words are the server's, and bounded.</summary>
internal sealed class McpToolDeclaration(string server, Tool tool) : AIFunctionDeclaration
{
    private const int MaxDescriptionChars = 1_000;
    private const int MaxSchemaChars = 10_000;

    private static readonly JsonElement AnyObject = JsonElement.Parse("""{"type":"object"}""");

    public override string Name { get; } = McpToolName.Of(server, tool.Name);

    public override string Description { get; } = Excerpt.Of($"(MCP server {server}) {tool.Description}", MaxDescriptionChars);

    /// <summary>One that is too long, or no schema of an object, is left out: the server checks the arguments itself.</summary>
    public override JsonElement JsonSchema { get; } =
        tool.InputSchema is { ValueKind: JsonValueKind.Object } schema && schema.GetRawText().Length <= MaxSchemaChars ? schema : AnyObject;
}
