using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Samokoder.AgentService.AppDatabases;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Sandboxes.Limits;
using Samokoder.AgentService.Workspaces;
using Samokoder.Data;

namespace Samokoder.AgentService.Provisioning;

/// <summary>Counts every two minutes what the projects on this machine take with the databases of their apps, person by person.</summary>
internal sealed partial class DiskAccountant(
    DiskAccounts accounts, DataFolder data, IAppDatabases databases, IDbContextFactory<SamokoderDbContext> contexts, IOptions<SandboxOptions> options, TimeProvider time,
    ILogger<DiskAccountant> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(2);

    internal async Task CountAsync(CancellationToken cancellationToken)
    {
        var here = data.ProjectIds().ToList();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var owned = await db.Projects.Where(p => here.Contains(p.Id)).Select(p => new { p.Id, p.OwnerId }).ToListAsync(cancellationToken);
        var stored = await databases.MeasureAsync(cancellationToken);
        // One after the other: nobody waits for it, and reading all at once would slow down those who work.
        accounts.Set([.. owned.Select(p => (p.Id, p.OwnerId, DiskUse.Of(data.ProjectFolder(p.Id), long.MaxValue) + stored.GetValueOrDefault(p.Id)))]);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.DiskPerUserMb == 0)
            return;
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CountAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or IOException or UnauthorizedAccessException)
            {
                NotCounted(exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "What people's projects take on the disk could not be counted; the last figures stay")]
    private partial void NotCounted(Exception exception);
}
