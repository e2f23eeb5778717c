using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>
/// Locks an e-mail for an address after too many failures. E-mails without an account are counted alike, so that a lock says nothing
/// about accounts; and by address, so that nobody locks somebody else out.
/// </summary>
internal sealed class SignInAttempts(SamokoderDbContext db, IOptions<AuthOptions> options, TimeProvider time)
{
    /// <summary>
    /// Counts a try as failed before its password is looked at, so that many at once get no more guesses than one after the other.
    /// Null when it is locked; then the try does not prolong the lock.
    /// </summary>
    public async Task<Guid?> BeginAsync(string email, string address, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var attempt = new LoginAttempt { Id = Guid.CreateVersion7(now), Email = email, Address = address, At = now, Succeeded = false };
        db.LoginAttempts.Add(attempt);
        await db.SaveChangesAsync(cancellationToken);
        if (await CountFailuresAsync(email, address, now - options.Value.LockoutWindow, cancellationToken) <= options.Value.LockoutFailures)
            return attempt.Id;
        await db.LoginAttempts.Where(a => a.Id == attempt.Id).ExecuteDeleteAsync(cancellationToken);
        return null;
    }

    public Task SucceedAsync(Guid attemptId, CancellationToken cancellationToken) =>
        db.LoginAttempts.Where(a => a.Id == attemptId).ExecuteUpdateAsync(set => set.SetProperty(a => a.Succeeded, true), cancellationToken);

    /// <summary>When the oldest counted failure is forgotten.</summary>
    public TimeSpan RetryAfter => options.Value.LockoutWindow;

    private async Task<int> CountFailuresAsync(string email, string address, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var attempts = db.LoginAttempts.Where(a => a.Email == email && a.Address == address && a.At > since);
        return await attempts.CountAsync(
            a => !a.Succeeded && !attempts.Any(s => s.Succeeded && s.At > a.At), cancellationToken);
    }
}
