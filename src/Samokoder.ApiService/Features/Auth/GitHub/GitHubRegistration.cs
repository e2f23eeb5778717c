using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth.Registration;
using Samokoder.ApiService.Http;
using Samokoder.Contracts.Auth;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth.GitHub;

/// <summary>
/// Makes an account for somebody whom GitHub vouches for, as far as this installation takes registrations. The e-mail is proven, so no mail is needed,
/// and its owner may hear that it has an account; to that account it opens nothing.
/// </summary>
internal sealed class GitHubRegistration(
    AccountCreation accounts, RegistrationRules rules, GitHubLogins logins, ILookupNormalizer normalizer, SamokoderDbContext db, TimeProvider time)
{
    private static readonly TimeSpan ApproveWithin = TimeSpan.FromDays(30);

    /// <summary>The account, or what stands in the way: one of <see cref="GitHubOutcomes"/>.</summary>
    public async Task<(User? User, string Outcome)> CreateAsync(GitHubPerson person, HttpContext context, CancellationToken cancellationToken)
    {
        var email = normalizer.NormalizeEmail(person.Email);
        var user = accounts.New(person.Email, person.Name);
        user.EmailConfirmed = true;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        user.IsAdmin = await accounts.IsFirstAsync(cancellationToken);
        if (await db.Users.AnyAsync(u => u.NormalizedEmail == email, cancellationToken))
            return (null, GitHubOutcomes.AccountExists);
        if (!user.IsAdmin && rules.Mode == RegistrationMode.Closed)
            return (null, GitHubOutcomes.Closed);
        var mustWait = !user.IsAdmin && rules.Mode == RegistrationMode.Approval;
        if (mustWait)
            await RememberAsync(user, email, person, context, cancellationToken);
        else if (!await accounts.TryStoreAsync(user))
            return (null, GitHubOutcomes.AccountExists);
        else
            logins.Add(user.Id, person);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return mustWait ? (null, GitHubOutcomes.Approval) : (user, "");
    }

    /// <summary>Once, however often the person comes back to look.</summary>
    private async Task RememberAsync(User user, string email, GitHubPerson person, HttpContext context, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await db.PendingRegistrations.AnyAsync(r => r.GitHubId == person.Id && r.NormalizedEmail == email && r.ExpiresAt > now, cancellationToken))
            return;
        db.PendingRegistrations.Add(new PendingRegistration
        {
            Id = user.Id, Email = person.Email, NormalizedEmail = email, DisplayName = user.DisplayName, GitHubId = person.Id, GitHubLogin = person.Login,
            Address = context.ClientAddress(), CreatedAt = now, ExpiresAt = now + ApproveWithin,
        });
    }
}
