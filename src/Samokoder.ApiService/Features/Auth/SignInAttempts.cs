using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>
/// Locks an e-mail for an address, a known device or a session after too many failures, and slows down strangers of all addresses together.
/// E-mails without an account are counted alike, so that a lock says nothing about accounts (docs/adr/0044).
/// </summary>
internal sealed class SignInAttempts(SamokoderDbContext db, IOptions<AuthOptions> options, TimeProvider time)
{
    /// <summary>
    /// Counts a try as failed before what is known of its password is used, so that many at once get no more guesses than one after the other.
    /// Null when it is locked; then the try does not prolong the lock. Its commit does not wait for the disk: everybody sees it at once, and only a crash of the database's machine
    /// in that moment would forget it.
    /// </summary>
    public async Task<LoginAttempt?> BeginAsync(string email, string bucket, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var attempt = new LoginAttempt { Id = Guid.CreateVersion7(now), Email = email, Address = bucket, At = now, Succeeded = false };
        var commit = db.Database.CurrentTransaction is null ? "off" : "on"; // A transaction of the caller is not ours to relax.
        await db.Database.ExecuteSqlAsync(
            $"""
             WITH relaxed AS (SELECT set_config('synchronous_commit', {commit}, true))
             INSERT INTO login_attempts (id, email, address, at, succeeded) SELECT {attempt.Id}, {email}, {bucket}, {now}, false FROM relaxed
             """, cancellationToken);
        if (!await IsLockedAsync(email, bucket, now - options.Value.LockoutWindow, cancellationToken))
            return attempt;
        await ForgetAsync(attempt, cancellationToken);
        return null;
    }

    public Task SucceedAsync(LoginAttempt attempt, CancellationToken cancellationToken) =>
        db.LoginAttempts.Where(a => a.Id == attempt.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Succeeded, true), cancellationToken);

    /// <summary>For callers that save the context anyway: the success is stored together with what it leads to.</summary>
    public void Succeed(LoginAttempt attempt) => db.Attach(attempt).Entity.Succeeded = true;

    /// <summary>It was neither a success nor a failure: it forgives nothing and counts for nothing.</summary>
    public Task ForgetAsync(LoginAttempt attempt, CancellationToken cancellationToken) =>
        db.LoginAttempts.Where(a => a.Id == attempt.Id).ExecuteDeleteAsync(cancellationToken);

    /// <summary>When the oldest counted failure is forgotten.</summary>
    public TimeSpan RetryAfter => options.Value.LockoutWindow;

    private async Task<bool> IsLockedAsync(string email, string bucket, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var attempts = db.LoginAttempts.Where(a => a.Email == email && a.Address == bucket && a.At > since);
        var own = await attempts.CountAsync(a => !a.Succeeded && !attempts.Any(s => s.Succeeded && s.At > a.At), cancellationToken);
        if (own > options.Value.LockoutFailures || bucket.StartsWith(KnownDevices.Prefix, StringComparison.Ordinal))
            return own > options.Value.LockoutFailures;
        var ofStrangers = await db.LoginAttempts.CountAsync(
            a => a.Email == email && a.At > since && !a.Succeeded && !a.Address.StartsWith(KnownDevices.Prefix), cancellationToken);
        return ofStrangers > options.Value.LockoutFailuresOfStrangers;
    }
}
