using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Samokoder.AgentService.AppDatabases;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Sandboxes.Egress;
using Samokoder.AgentService.Terminals;
using Samokoder.AgentService.Workspaces;
using Samokoder.Data;
using Samokoder.Messaging.Projects;
using StackExchange.Redis;

namespace Samokoder.AgentService.Provisioning;

/// <summary>
/// Removes what deleted projects leave behind: their preview, their database and their workspace. At once when it is told, and once an hour, also for
/// what was deleted while nobody listened. Only what the database does not know is removed.
/// </summary>
internal sealed partial class WorkspaceCleaner(
    ProjectDeletions deletions, IDbContextFactory<SamokoderDbContext> contexts, DataFolder data, IWorkspaceProvisioner provisioner, IPreviews previews,
    ProjectTerminals terminals, ISandboxProvider sandboxes, ISandboxEgress egress, IAppDatabases databases, TimeProvider time, ILogger<WorkspaceCleaner> logger)
    : BackgroundService
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan ListenRetry = TimeSpan.FromSeconds(5);

    private readonly Channel<Guid> _deleted = Channel.CreateUnbounded<Guid>();

    /// <summary>A project that is being created has its row before it has its folder, so a folder without a row is a leftover.</summary>
    internal async Task CleanAsync(IReadOnlyCollection<Guid> candidates, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await db.Projects.Where(p => candidates.Contains(p.Id)).Select(p => p.Id).ToListAsync(cancellationToken);
        foreach (var projectId in candidates.Except(known))
        {
            await previews.RemoveAsync(projectId);
            await terminals.RemoveAsync(projectId);
            await sandboxes.RemoveAsync(projectId, cancellationToken);
            await egress.RemoveAsync(projectId);
            await databases.RemoveAsync(projectId, cancellationToken); // The workspace goes last: while it is there, the next sweep tries again.
            await provisioner.RemoveAsync(projectId, cancellationToken);
            Removed(projectId);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // The host's start must not wait for Redis.
        using var sweep = time.CreateTimer(_ => Enqueue(Leftovers()), null, TimeSpan.Zero, SweepInterval);
        await ListenAsync(stoppingToken);
        await foreach (var projectId in _deleted.Reader.ReadAllAsync(stoppingToken)) await TryCleanAsync(projectId, stoppingToken);
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await deletions.SubscribeAsync(projectId => _deleted.Writer.TryWrite(projectId));
                return;
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                await Task.Delay(ListenRetry, time, cancellationToken);
            }
        }
    }

    /// <summary>What fails now is found again by the next sweep.</summary>
    private async Task TryCleanAsync(Guid projectId, CancellationToken cancellationToken)
    {
        try
        {
            await CleanAsync([projectId], cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            NotRemoved(exception, projectId);
        }
    }

    private void Enqueue(IEnumerable<Guid> projects)
    {
        foreach (var projectId in projects) _deleted.Writer.TryWrite(projectId);
    }

    /// <summary>Also sockets whose workspace is gone already: a crash may have come between.</summary>
    private IEnumerable<Guid> Leftovers() => data.ProjectIds().Union(data.RunningIds());

    [LoggerMessage(LogLevel.Information, "Removed the workspace and the preview of the deleted project {ProjectId}")]
    private partial void Removed(Guid projectId);

    [LoggerMessage(LogLevel.Warning, "The workspace of the deleted project {ProjectId} could not be removed yet")]
    private partial void NotRemoved(Exception exception, Guid projectId);
}
