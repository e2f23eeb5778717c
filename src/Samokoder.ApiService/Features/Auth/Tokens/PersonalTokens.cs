using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Samokoder.Data;
using Samokoder.Data.Accounts;
using Samokoder.ServiceDefaults.Security;

namespace Samokoder.ApiService.Features.Auth.Tokens;

/// <summary>Personal access tokens as requests carry them. Postgres is asked every time, so an end holds at once.</summary>
internal sealed class PersonalTokens(IDbContextFactory<SamokoderDbContext> contexts, TimeProvider time)
{
    public const string Prefix = "smk_";
    public const string ScopeClaim = "scope";

    private const string BearerPrefix = "Bearer " + Prefix;
    private const string PersonalType = "personal";

    /// <summary>How exact the time of the last use is; a write for every request would cost more than it tells.</summary>
    private static readonly TimeSpan LastUsedStep = TimeSpan.FromMinutes(1);

    public static bool IsOf(ClaimsPrincipal user) => user.HasClaim(AccessTokens.TypeClaim, PersonalType);

    public static bool TryRead(string header, [NotNullWhen(true)] out string? token)
    {
        token = header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) ? header[(BearerPrefix.Length - Prefix.Length)..].Trim() : null;
        return token is not null;
    }

    /// <summary>Null when the token is not good, whatever the reason.</summary>
    public async Task<ClaimsPrincipal?> FindAsync(string token, CancellationToken cancellationToken)
    {
        var (hash, now) = (RefreshTokenValue.Hash(token), time.GetUtcNow());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await Good(db, now).SingleOrDefaultAsync(t => t.Hash == hash, cancellationToken) is not { } found)
            return null;
        var stale = now - LastUsedStep;
        if (found.LastUsedAt is null || found.LastUsedAt < stale)
            await db.PersonalTokens.Where(t => t.Id == found.Id).ExecuteUpdateAsync(set => set.SetProperty(t => t.LastUsedAt, now), cancellationToken);
        return PrincipalOf(found);
    }

    public async Task<bool> IsGoodAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Good(db, time.GetUtcNow()).AnyAsync(t => t.Id == id, cancellationToken);
    }

    /// <summary>Ends every token of a person, as part of the caller's transaction.</summary>
    public static Task RevokeAllAsync(SamokoderDbContext db, Guid userId, DateTimeOffset now, CancellationToken cancellationToken) => db.PersonalTokens
        .Where(t => t.UserId == userId && t.RevokedAt == null)
        .ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, now), cancellationToken);

    private static IQueryable<PersonalToken> Good(SamokoderDbContext db, DateTimeOffset now) => db.PersonalTokens.AsNoTracking()
        .Where(t => t.RevokedAt == null && t.ExpiresAt > now && !db.Users.Any(u => u.Id == t.UserId && u.IsBlocked));

    private static ClaimsPrincipal PrincipalOf(PersonalToken token) => new(new ClaimsIdentity(
        [
            new(JwtRegisteredClaimNames.Sub, token.UserId.ToString()),
            new(AccessTokens.SessionClaim, token.Id.ToString()),
            new(JwtRegisteredClaimNames.Jti, token.Id.ToString()),
            new(JwtRegisteredClaimNames.Exp, token.ExpiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            new(AccessTokens.TypeClaim, PersonalType),
            .. token.Scopes.Select(s => new Claim(ScopeClaim, s)),
        ], PersonalType, JwtRegisteredClaimNames.Sub, roleType: null));
}
