using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Files;
using Samokoder.ApiService.Features.Projects;
using Samokoder.ApiService.Http.Limits;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Mcp;
using Samokoder.Data;
using Samokoder.Data.Mcp;

namespace Samokoder.ApiService.Features.Mcp;

/// <summary>The servers of the Model Context Protocol of a project.</summary>
internal static class McpEndpoints
{
    public static WebApplicationBuilder AddMcp(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<PutMcpServerHandler>();
        return builder;
    }

    public static void MapMcp(this RouteGroupBuilder v1)
    {
        var group = v1.MapGroup("/projects/{projectId:guid}/mcp").WithTags("Mcp");
        group.MapGet("", ListAsync).WithName("listMcpServers").WithSummary("The MCP servers of a project, without their secrets");
        group.MapGet("/{name}", GetAsync).WithName("getMcpServer").WithSummary("One MCP server, without its secrets");
        group.MapPut("/{name}", PutAsync).WithName("putMcpServer").WithSummary("Store an MCP server; its secrets are encrypted and never answered again");
        group.MapDelete("/{name}", DeleteAsync).WithName("deleteMcpServer").WithSummary("Forget an MCP server and its secrets");
        group.MapPost("/{name}/test", TestAsync).WithName("testMcpServer").WithSummary("Start the server in the project's sandbox and list its tools")
            .WithFilesTimeout().Produces<McpTestResult>();
    }

    private static async Task<Results<Ok<Page<McpServerInfo>>, Missing>> ListAsync(
        Guid projectId, Caller caller, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        if (!await db.OwnsProjectAsync(caller, projectId, cancellationToken))
            return Missing.Project;
        var servers = await db.McpServers.AsNoTracking().Where(s => s.ProjectId == projectId).OrderBy(s => s.Name).ToListAsync(cancellationToken);
        return TypedResults.Ok(new Page<McpServerInfo>([.. servers.Select(s => s.ToInfo())]));
    }

    private static async Task<Results<Ok<McpServerInfo>, Missing>> GetAsync(
        Guid projectId, string name, Caller caller, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        if (!await db.OwnsProjectAsync(caller, projectId, cancellationToken))
            return Missing.Project;
        return await db.McpServers.AsNoTracking().SingleOrDefaultAsync(s => s.ProjectId == projectId && s.Name == name, cancellationToken) is { } server
            ? TypedResults.Ok(server.ToInfo())
            : NoServer;
    }

    private static Task<Results<Ok<McpServerInfo>, InvalidRequest, Missing, StateConflict>> PutAsync(
        Guid projectId, string name, PutMcpServerRequest request, Caller caller, PutMcpServerHandler handler, CancellationToken cancellationToken) =>
        handler.HandleAsync(projectId, name, request, caller, cancellationToken);

    private static async Task<Results<NoContent, Missing>> DeleteAsync(
        Guid projectId, string name, Caller caller, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        if (!await db.OwnsProjectAsync(caller, projectId, cancellationToken))
            return Missing.Project;
        return await db.McpServers.Where(s => s.ProjectId == projectId && s.Name == name).ExecuteDeleteAsync(cancellationToken) == 1
            ? TypedResults.NoContent()
            : NoServer;
    }

    private static async Task<Results<AgentResult, Missing>> TestAsync(
        Guid projectId, string name, Caller caller, SamokoderDbContext db, AgentClient agent, CancellationToken cancellationToken)
    {
        if (!await db.OwnsProjectAsync(caller, projectId, cancellationToken))
            return Missing.Project;
        return await db.McpServers.AnyAsync(s => s.ProjectId == projectId && s.Name == name, cancellationToken)
            ? new AgentResult(ct => agent.SendAsync(HttpMethod.Post, $"projects/{projectId}/mcp/{name}/test", null, ct))
            : NoServer;
    }

    private static Missing NoServer => new("The project has no MCP server with this name. Add it first.");

    internal static McpServerInfo ToInfo(this McpServer server) =>
        new(server.Name, server.Command, server.Arguments, server.SecretNames, server.CreatedAt, server.UpdatedAt);
}
