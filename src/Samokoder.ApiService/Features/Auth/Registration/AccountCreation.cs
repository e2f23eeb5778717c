using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth.Registration;

/// <summary>Makes accounts. The first of an installation is its admin.</summary>
internal sealed class AccountCreation(UserManager<User> users, SamokoderDbContext db, IOptions<TierOptions> tiers, TimeProvider time)
{
    public const int DisplayNameLength = 80;

    /// <summary>Any number of our own: registrations into an empty installation take turns.</summary>
    private const long FirstUserLock = 0x5361_6D6F_4669;

    public User New(string email, string? displayName)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        return new User
        {
            Id = id, UserName = id.ToString("N"), Email = email, Tier = tiers.Value.Normalised, CreatedAt = now, DisplayName = NameOf(email, displayName),
        };
    }

    /// <summary>By default the part of the e-mail before the @.</summary>
    public static string NameOf(string email, string? displayName)
    {
        var name = string.IsNullOrWhiteSpace(displayName) ? email.Split('@')[0] : displayName.Trim();
        return name.Length <= DisplayNameLength ? name : name[..DisplayNameLength];
    }

    /// <summary>In the caller's transaction; of several at once exactly one hears yes.</summary>
    public async Task<bool> IsFirstAsync(CancellationToken cancellationToken)
    {
        if (await db.Users.AnyAsync(cancellationToken))
            return false;
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({FirstUserLock})", cancellationToken);
        return !await db.Users.AnyAsync(cancellationToken);
    }

    /// <summary>False when the e-mail is taken, also by a registration of the same moment. Uses the password hash of the user as it is.</summary>
    public async Task<bool> TryStoreAsync(User user)
    {
        try
        {
            var result = await users.CreateAsync(user);
            if (result.Succeeded)
                return true;
            return result.Errors.Any(e => e.Code == nameof(IdentityErrorDescriber.DuplicateEmail))
                ? false
                : throw new InvalidOperationException($"The account was refused: {string.Join(", ", result.Errors.Select(e => e.Code))}.");
        }
        catch (DbUpdateException conflict) when (conflict.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false;
        }
    }
}
