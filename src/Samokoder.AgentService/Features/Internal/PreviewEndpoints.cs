using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.AgentService.AppDatabases;
using Samokoder.AgentService.Previews;
using Samokoder.Contracts;
using Samokoder.Contracts.Previews;
using Samokoder.Data;

namespace Samokoder.AgentService.Features.Internal;

/// <summary>Previews for the API and for the gateway, which wakes stopped ones.</summary>
internal static class PreviewEndpoints
{
    public static RouteGroupBuilder MapPreviews(this RouteGroupBuilder group)
    {
        var previews = group.MapGroup("/previews/{previewId}");
        previews.MapGet("", GetAsync);
        previews.MapGet("/access", GetAccessAsync);
        previews.MapPost("/start", StartAsync);
        previews.MapPost("/stop", StopAsync);
        return group;
    }

    private static async Task<Results<JsonHttpResult<PreviewState>, ProblemHttpResult>> GetAsync(
        string previewId, IDbContextFactory<SamokoderDbContext> contexts, IPreviews previews, AppDatabaseHolds holds, CancellationToken cancellationToken) =>
        await FindAsync(previewId, contexts, ofBlocked: true, cancellationToken) is { } project
            ? Json(previews.Get(project) with { DatabaseFull = holds.Has(project.ProjectId) })
            : Unknown();

    /// <summary>Answers at once, with <c>?wait=true</c> when the app answers or has failed.</summary>
    private static async Task<Results<JsonHttpResult<PreviewState>, ProblemHttpResult>> StartAsync(
        string previewId, bool? wait, IDbContextFactory<SamokoderDbContext> contexts, IPreviews previews, AppDatabaseHolds holds, CancellationToken cancellationToken)
    {
        if (await FindAsync(previewId, contexts, ofBlocked: false, cancellationToken) is not { } project)
            return Unknown();
        var state = wait == true ? await previews.StartAsync(project, cancellationToken) : previews.Wake(project);
        return Json(state with { DatabaseFull = holds.Has(project.ProjectId) });
    }

    private static async Task<Results<JsonHttpResult<PreviewState>, ProblemHttpResult>> StopAsync(
        string previewId, IDbContextFactory<SamokoderDbContext> contexts, IPreviews previews, CancellationToken cancellationToken) =>
        await FindAsync(previewId, contexts, ofBlocked: true, cancellationToken) is { } project
            ? Json(await previews.StopAsync(project, cancellationToken))
            : Unknown();

    /// <summary>Who may see it; nobody when its owner is blocked. The gateway has no database of its own to ask.</summary>
    private static async Task<Results<JsonHttpResult<PreviewAccessRule>, ProblemHttpResult>> GetAccessAsync(
        string previewId, IDbContextFactory<SamokoderDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rule = await context.Projects.Where(p => p.PreviewId == previewId && !context.Users.Any(u => u.Id == p.OwnerId && u.IsBlocked))
            .Select(p => new PreviewAccessRule(p.PreviewAccessVersion, p.PreviewAudience, p.ShareExpiresAt))
            .SingleOrDefaultAsync(cancellationToken);
        return rule is null ? Unknown() : TypedResults.Json(rule, ContractJson.Options);
    }

    /// <param name="ofBlocked">Whether a preview counts whose owner is blocked: it may be looked at and stopped, but nobody wakes it.</param>
    private static async Task<PreviewProject?> FindAsync(
        string previewId, IDbContextFactory<SamokoderDbContext> contexts, bool ofBlocked, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Projects.Where(p => p.PreviewId == previewId && (ofBlocked || !context.Users.Any(u => u.Id == p.OwnerId && u.IsBlocked)))
            .Select(p => new PreviewProject(p.Id, p.PreviewId, p.OwnerId))
            .SingleOrDefaultAsync(cancellationToken);
    }

    private static JsonHttpResult<PreviewState> Json(PreviewState state) => TypedResults.Json(state, ContractJson.Options);

    private static ProblemHttpResult Unknown() => InternalProblems.NotFound("There is no such preview.");
}
