using Microsoft.EntityFrameworkCore;
using Samokoder.Data;

namespace Samokoder.ApiService.Http.Idempotency;

/// <summary>Forgets, once an hour, keys that are older than <see cref="IdempotencyStore.Lifetime"/>.</summary>
internal sealed partial class IdempotencyCleaner(IDbContextFactory<SamokoderDbContext> contexts, TimeProvider time, ILogger<IdempotencyCleaner> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CleanAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Failed(exception);
            }
        }
    }

    internal async Task CleanAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var old = time.GetUtcNow() - IdempotencyStore.Lifetime;
        await db.IdempotentRequests.Where(r => r.CreatedAt < old).ExecuteDeleteAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Old idempotency keys could not be removed; the next hour tries again")]
    private partial void Failed(Exception exception);
}
