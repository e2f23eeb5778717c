using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Files;
using Samokoder.ApiService.Features.Projects;
using Samokoder.ApiService.Http.Idempotency;
using Samokoder.ApiService.Http.Paging;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Projects;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Checkpoints;

/// <summary>Versions of a project's files: which there are, how they differ, and going back to one.</summary>
internal static class CheckpointEndpoints
{
    public static WebApplicationBuilder AddCheckpoints(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<RestoreHandler>();
        return builder;
    }

    public static void MapCheckpoints(this RouteGroupBuilder v1)
    {
        var group = v1.MapGroup("/projects/{projectId:guid}/checkpoints").WithTags("Checkpoints");
        group.MapGet("", ListAsync).WithName("listCheckpoints").WithSummary("The versions of a project, newest first, with what the checks found");
        group.MapGet("/{id:guid}/diff", DiffAsync).WithName("diffCheckpoint").WithSummary("What a version changed, as a unified diff")
            .Produces<string>(StatusCodes.Status200OK, "text/plain");
        group.MapPost("/{id:guid}/restore", RestoreAsync).Idempotent().WithName("restoreCheckpoint").WithSummary("Go back to a version; that makes a new one");
    }

    private static async Task<Results<Ok<Page<CheckpointInfo>>, InvalidRequest, Missing>> ListAsync(
        Guid projectId, [AsParameters] PageQuery page, Caller caller, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        if (page.Validate() is { } invalid)
            return invalid;
        if (!await db.OwnsProjectAsync(caller, projectId, cancellationToken))
            return Missing.Project;
        var rows = await db.Checkpoints.AsNoTracking().Where(c => c.ProjectId == projectId).NewestFirst(page.After).Take(page.Take + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Page(rows, c => new Cursor(c.CreatedAt, c.Id), c => c.ToInfo()));
    }

    private static async Task<Results<AgentResult, Missing>> DiffAsync(
        Guid projectId, Guid id, Caller caller, SamokoderDbContext db, AgentClient agent, CancellationToken cancellationToken)
    {
        if (await db.FindCheckpointAsync(caller, projectId, id, cancellationToken) is not { } checkpoint)
            return CheckpointQueries.Missing;
        var before = await db.ShaBeforeAsync(checkpoint, cancellationToken);
        return new AgentResult(ct => agent.SendAsync(HttpMethod.Get, $"projects/{projectId}/commits/{checkpoint.Sha}/diff{(before is null ? "" : $"?from={before}")}", null, ct));
    }

    private static Task<Results<Ok<CheckpointInfo>, StateConflict, Missing, Unavailable>> RestoreAsync(
        Guid projectId, Guid id, Caller caller, RestoreHandler handler, CancellationToken cancellationToken) => handler.HandleAsync(projectId, id, caller, cancellationToken);
}
