using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts;
using Samokoder.Contracts.Previews;
using Samokoder.Contracts.Projects;
using Samokoder.Data;

namespace Samokoder.AgentService.Features.Internal;

/// <summary>The history of a project's files for the API, which has checked who asks and that no run works on them.</summary>
internal static class CheckpointEndpoints
{
    private const int MaxDiffChars = 400_000;
    private const string Unsaved = "Before going back";

    /// <summary>A dev server reads these when it starts.</summary>
    private static readonly string[] ReadAtStart = ["package.json", "package-lock.json"];

    public static RouteGroupBuilder MapCheckpoints(this RouteGroupBuilder group)
    {
        group.MapGet("/projects/{projectId:guid}/commits/{sha}/diff", DiffAsync);
        group.MapPost("/projects/{projectId:guid}/restore", RestoreAsync);
        return group;
    }

    /// <param name="from">A commit; without it the one before.</param>
    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> DiffAsync(
        Guid projectId, string sha, string? from, IWorkspaces workspaces, CancellationToken cancellationToken)
    {
        if (!workspaces.Exists(projectId))
            return InternalProblems.NotFound("The project has no files yet.");
        var diff = await workspaces.Checkpoints(projectId).DiffAsync(from, sha, MaxDiffChars, cancellationToken);
        return diff.Ok ? TypedResults.Text(diff.Value, "text/plain; charset=utf-8") : InternalProblems.Of(diff);
    }

    private static async Task<Results<JsonHttpResult<RestoredFilesInfo>, ProblemHttpResult>> RestoreAsync(
        Guid projectId, RestoreFilesRequest request, IWorkspaces workspaces, IPreviews previews, IDbContextFactory<SamokoderDbContext> contexts,
        CancellationToken cancellationToken)
    {
        if (!workspaces.Exists(projectId))
            return InternalProblems.NotFound("The project has no files yet.");
        var checkpoints = workspaces.Checkpoints(projectId);
        var before = await checkpoints.CommitAsync(Unsaved, cancellationToken);
        var restored = await checkpoints.RestoreAsync(request.Sha, cancellationToken);
        if (!restored.Ok)
            return InternalProblems.Of(restored);
        var commit = await checkpoints.CommitAsync(request.Title, cancellationToken);
        var diff = await checkpoints.DiffAsync(before.Sha, commit.Sha, MaxDiffChars, cancellationToken);
        if (diff.Ok && ReadAtStart.Any(file => diff.Value.Contains($"b/{file}\n", StringComparison.Ordinal)))
            await RestartAsync(projectId, previews, contexts, cancellationToken);
        return TypedResults.Json(new RestoredFilesInfo(commit.Sha), ContractJson.Options);
    }

    private static async Task RestartAsync(Guid projectId, IPreviews previews, IDbContextFactory<SamokoderDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var previewId = await context.Projects.Where(p => p.Id == projectId).Select(p => p.PreviewId).SingleOrDefaultAsync(cancellationToken);
        if (previewId is null || previews.AddressOf(projectId) is null)
            return;
        var project = new PreviewProject(projectId, previewId);
        if ((await previews.StopAsync(project, cancellationToken)).Status == PreviewStatus.Stopped)
            previews.Wake(project);
    }
}
