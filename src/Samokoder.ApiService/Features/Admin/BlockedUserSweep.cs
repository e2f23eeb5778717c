using Microsoft.EntityFrameworkCore;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Admin;

/// <summary>Finishes what a block began and this process could not, such as when it was killed in between: looks at its start and every few minutes.</summary>
internal sealed partial class BlockedUserSweep(IServiceScopeFactory scopes, TimeProvider time, ILogger<BlockedUserSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Failed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SamokoderDbContext>();
        var busy = await db.Projects.Where(p => db.Users.Any(u => u.Id == p.OwnerId && u.IsBlocked) && db.Runs.Any(r => r.ProjectId == p.Id && r.EndedAt == null))
            .Select(p => p.OwnerId).Distinct().ToListAsync(cancellationToken);
        foreach (var user in busy)
            await scope.ServiceProvider.GetRequiredService<BlockedUsers>().StopWorkAsync(user, cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Runs of blocked users could not be looked for; trying again in a few minutes")]
    private partial void Failed(Exception exception);
}
