using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.Data;
using Samokoder.Data.Runs;
using Samokoder.Messaging.Projects;
using Samokoder.Messaging.Runs;

namespace Samokoder.ApiService.Features.Projects;

/// <summary>
/// Deletes a project with its runs and its conversation; its workspace and its preview follow by AgentService. A worker that is busy with it is told to stop; should the word be lost, its next
/// write finds no run and it stops by itself.
/// </summary>
internal sealed class DeleteProjectHandler(SamokoderDbContext db, RunQueue queue, RunCancellations cancellations, ProjectDeletions deletions, SecurityLog log)
{
    /// <summary>False when the caller has no such project.</summary>
    public async Task<bool> HandleAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        if (!await db.OwnsProjectAsync(caller, id, cancellationToken))
            return false;
        foreach (var runId in await OpenRunsAsync(id, cancellationToken))
        {
            if (await queue.RequestCancelAsync(runId, cancellationToken) is { WorkerMustStop: true })
                await cancellations.SignalAsync(runId);
        }

        if (await db.ProjectsOf(caller).Where(p => p.Id == id).ExecuteDeleteAsync(cancellationToken) == 0)
            return false;
        log.ProjectDeleted(caller.UserId, caller.SessionId, id);
        await deletions.AnnounceAsync(id);
        return true;
    }

    private Task<List<Guid>> OpenRunsAsync(Guid projectId, CancellationToken cancellationToken) =>
        db.Runs.Where(r => r.ProjectId == projectId && r.EndedAt == null).Select(r => r.Id).ToListAsync(cancellationToken);
}
