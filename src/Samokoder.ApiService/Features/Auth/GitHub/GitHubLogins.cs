using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth.GitHub;

/// <summary>Which GitHub account opens which account of ours: at most one each way.</summary>
internal sealed class GitHubLogins(SamokoderDbContext db)
{
    private const string Provider = "github";

    public Task<User?> FindUserAsync(string gitHubId, CancellationToken cancellationToken) => (
        from login in db.UserLogins
        join user in db.Users on login.UserId equals user.Id
        where login.LoginProvider == Provider && login.ProviderKey == gitHubId
        select user).SingleOrDefaultAsync(cancellationToken);

    /// <summary>The name at GitHub, or null.</summary>
    public Task<string?> FindLoginAsync(Guid userId, CancellationToken cancellationToken) =>
        db.UserLogins.Where(l => l.UserId == userId && l.LoginProvider == Provider).Select(l => l.ProviderDisplayName).SingleOrDefaultAsync(cancellationToken);

    /// <summary>False when either side is connected already. One statement and the locked row of the user decide.</summary>
    public async Task<bool> TryAddAsync(Guid userId, string gitHubId, string login, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
             WITH owner AS (SELECT id FROM users WHERE id = {userId} FOR UPDATE)
             INSERT INTO user_logins (login_provider, provider_key, provider_display_name, user_id)
             SELECT {Provider}, {gitHubId}, {login}, id FROM owner
             WHERE NOT EXISTS (SELECT 1 FROM user_logins WHERE user_id = {userId} AND login_provider = {Provider})
             ON CONFLICT DO NOTHING
             """, cancellationToken) == 1;

    public Task RemoveAsync(Guid userId, CancellationToken cancellationToken) =>
        db.UserLogins.Where(l => l.UserId == userId && l.LoginProvider == Provider).ExecuteDeleteAsync(cancellationToken);

    /// <summary>For an account that is being made; save it with that.</summary>
    public void Add(Guid userId, GitHubPerson person) => db.UserLogins.Add(new IdentityUserLogin<Guid>
    {
        LoginProvider = Provider, ProviderKey = person.Id, ProviderDisplayName = person.Login, UserId = userId,
    });
}
