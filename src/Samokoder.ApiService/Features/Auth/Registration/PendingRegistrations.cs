using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth.GitHub;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth.Registration;

internal sealed class PendingRegistrations(AccountCreation accounts, GitHubLogins logins, SamokoderDbContext db)
{
    /// <summary>
    /// Makes it an account and drops every other wish for the same e-mail. Null when the e-mail has an account by now. Takes part in the caller's
    /// transaction when there is one.
    /// </summary>
    /// <param name="isConfirmed">Whether the person proved to get the mail of this address.</param>
    public async Task<User?> AcceptAsync(PendingRegistration wish, bool isConfirmed, CancellationToken cancellationToken)
    {
        var user = accounts.New(wish.Email, wish.DisplayName);
        user.PasswordHash = wish.PasswordHash;
        user.EmailConfirmed = isConfirmed || wish.GitHubId is not null;
        var email = wish.NormalizedEmail;
        await using var own = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellationToken) : null;
        if (await db.Users.AnyAsync(u => u.NormalizedEmail == email, cancellationToken) || !await accounts.TryStoreAsync(user))
            return null;
        if (wish.GitHubId is { } id && !await logins.TryAddAsync(user.Id, id, wish.GitHubLogin!, cancellationToken))
            return null;
        db.Entry(wish).State = EntityState.Detached;
        await db.PendingRegistrations.Where(r => r.NormalizedEmail == email).ExecuteDeleteAsync(cancellationToken);
        if (own is not null)
            await own.CommitAsync(cancellationToken);
        return user;
    }
}
