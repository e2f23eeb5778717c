using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.AgentService.Mcp;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts;
using Samokoder.Contracts.Mcp;

namespace Samokoder.AgentService.Features.Internal;

/// <summary>Tries a project's MCP server for the API, which has checked who asks.</summary>
internal static class McpEndpoints
{
    public static RouteGroupBuilder MapMcp(this RouteGroupBuilder group)
    {
        group.MapPost("/projects/{projectId:guid}/mcp/{name}/test", TestAsync);
        return group;
    }

    private static async Task<Results<JsonHttpResult<McpTestResult>, ProblemHttpResult>> TestAsync(
        Guid projectId, string name, IWorkspaces workspaces, McpServers servers, CancellationToken cancellationToken)
    {
        if (!workspaces.Exists(projectId))
            return TypedResults.Json(new McpTestResult(false, "The project has no files yet. Start a run first: the server runs beside them.", []), ContractJson.Options);
        return await servers.TestAsync(projectId, name, cancellationToken) is { } result
            ? TypedResults.Json(result, ContractJson.Options)
            : InternalProblems.NotFound("The project has no MCP server with this name.");
    }
}
