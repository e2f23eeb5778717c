using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Files;
using Samokoder.ApiService.Http;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;
using Samokoder.Data;
using Samokoder.Data.Projects;

namespace Samokoder.ApiService.Features.Checkpoints;

/// <summary>Goes back to a version. No run may work on the files meanwhile, nor begin to.</summary>
internal sealed class RestoreHandler(SamokoderDbContext db, AgentClient agent, Transactions transactions, TimeProvider time)
{
    /// <summary>
    /// A run cannot be added while this is held: its row refers to the project's (FOR KEY SHARE). One that is queued already counts as
    /// active, so no worker takes one either.
    /// </summary>
    private const string LockSql = "SELECT 1 AS \"Value\" FROM projects WHERE id = {0} FOR UPDATE";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task<Results<Ok<CheckpointInfo>, StateConflict, Missing, Unavailable>> HandleAsync(
        Guid projectId, Guid id, Caller caller, CancellationToken cancellationToken)
    {
        if (await db.FindCheckpointAsync(caller, projectId, id, cancellationToken) is not { } wanted)
            return CheckpointQueries.Missing;
        await using var transaction = await transactions.BeginAsync(cancellationToken);
        await db.Database.SqlQueryRaw<int>(LockSql, projectId).ToListAsync(cancellationToken);
        if (await db.Runs.AnyAsync(r => r.ProjectId == projectId && (r.Status == RunStatus.Queued || r.Status == RunStatus.Running || r.Status == RunStatus.Waiting), cancellationToken))
            return new StateConflict(ErrorCodes.RunActive, "The agent works on this project, or a request waits for its turn. Wait for its end or stop it, then go back.");

        var (sha, problem) = await RestoreAsync(wanted, cancellationToken);
        if (sha is null)
            return problem is null ? AgentResult.Away : new StateConflict(ErrorCodes.Conflict, problem);
        var made = Store(wanted, sha, await LastRunAsync(projectId, cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        await db.Projects.Where(p => p.Id == projectId).ExecuteUpdateAsync(set => set.SetProperty(p => p.UpdatedAt, time.GetUtcNow()), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(made.ToInfo());
    }

    private Task<Guid?> LastRunAsync(Guid projectId, CancellationToken cancellationToken) =>
        db.Runs.Where(r => r.ProjectId == projectId).OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id).Select(r => (Guid?)r.Id).FirstOrDefaultAsync(cancellationToken);

    /// <summary>The same files as the wanted version has: what the checks found of them holds again.</summary>
    private Checkpoint Store(Checkpoint wanted, string sha, Guid? lastRun)
    {
        var now = time.GetUtcNow();
        var made = new Checkpoint
        {
            Id = Guid.CreateVersion7(now), ProjectId = wanted.ProjectId, Sha = sha, Title = wanted.Title, Verification = wanted.Verification, CreatedAt = now,
        };
        db.Checkpoints.Add(made);
        if (lastRun is { } runId)
        {
            // In the conversation, so that agents know of it: it belongs to the run after which it happened.
            db.Messages.Add(new Message
            {
                Id = Guid.CreateVersion7(now), ProjectId = wanted.ProjectId, RunId = runId, Role = MessageRole.Assistant,
                Text = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"↩ {wanted.Title} ({wanted.CreatedAt:yyyy-MM-dd HH:mm} UTC)"), CreatedAt = now,
            });
        }
        return made;
    }

    /// <summary>The new commit, or what AgentService refused with; both null when it does not answer.</summary>
    private async Task<(string? Sha, string? Problem)> RestoreAsync(Checkpoint wanted, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var answer = await agent.SendAsync(
                HttpMethod.Post, $"projects/{wanted.ProjectId}/restore", null, limit.Token,
                request => request.Content = JsonContent.Create(new RestoreFilesRequest(wanted.Sha, wanted.Title), options: ContractJson.Options));
            if (answer.IsSuccessStatusCode)
                return ((await answer.Content.ReadFromJsonAsync<RestoredFilesInfo>(ContractJson.Options, limit.Token))?.Sha, null);
            return (null, answer.StatusCode == HttpStatusCode.NotFound ? "The files of this version are not kept any more. Choose another one." : null);
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (null, null);
        }
    }
}
