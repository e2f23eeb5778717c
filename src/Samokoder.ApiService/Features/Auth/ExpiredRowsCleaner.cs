using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>Removes, once an hour, what no decision needs any more: dead sessions with their tokens, revocations,
/// old attempts, registrations that nobody confirmed, mails that went out.</summary>
internal sealed partial class ExpiredRowsCleaner(
    IDbContextFactory<SamokoderDbContext> contexts, IOptions<AuthOptions> options, TimeProvider time, ILogger<ExpiredRowsCleaner> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Kept a little longer than needed, so that a clock that is off does no harm.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

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
        var now = time.GetUtcNow();
        var old = now - Margin;
        var oldAttempts = old - options.Value.LockoutWindow;
        await db.Sessions.Where(s => s.ExpiresAt < old || s.RevokedAt < old).ExecuteDeleteAsync(cancellationToken);
        await db.RefreshTokens.Where(t => t.ExpiresAt < old).ExecuteDeleteAsync(cancellationToken);
        await db.RevokedTokens.Where(t => t.ExpiresAt < old).ExecuteDeleteAsync(cancellationToken);
        await db.LoginAttempts.Where(a => a.At < oldAttempts).ExecuteDeleteAsync(cancellationToken);
        await db.PersonalTokens.Where(t => t.ExpiresAt < old || t.RevokedAt < old).ExecuteDeleteAsync(cancellationToken);
        await db.PendingRegistrations.Where(r => r.ExpiresAt < old).ExecuteDeleteAsync(cancellationToken);
        await db.QueuedMails.Where(m => m.DoneAt < old || m.FailedAt < old).ExecuteDeleteAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Expired sign-in rows could not be removed; trying again in an hour")]
    private partial void Failed(Exception exception);
}
