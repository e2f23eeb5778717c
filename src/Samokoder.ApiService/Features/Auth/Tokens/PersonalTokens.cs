using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Samokoder.ApiService.Features.Auth.SecondFactor;
using Samokoder.Data;
using Samokoder.Data.Accounts;
using Samokoder.ServiceDefaults.Security;

namespace Samokoder.ApiService.Features.Auth.Tokens;

/// <summary>Personal access tokens as requests carry them. Postgres is asked every time, so an end holds at once.</summary>
internal sealed class PersonalTokens(IDbContextFactory<SamokoderDbContext> contexts, SecondFactorRule rule, TimeProvider time)
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

    /// <summary>Whom it stands for; null when the token is not good, whatever the reason.</summary>
    public async Task<(ClaimsPrincipal? Principal, SignInState State)> FindAsync(string token, CancellationToken cancellationToken)
    {
        var (hash, now) = (RefreshTokenValue.Hash(token), time.GetUtcNow());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await Good(db, now).Where(o => o.Token.Hash == hash).SingleOrDefaultAsync(cancellationToken) is not { } found)
            return (null, SignInState.Ended);
        var (id, stale) = (found.Token.Id, now - LastUsedStep);
        if (found.Token.LastUsedAt is null || found.Token.LastUsedAt < stale)
            await db.PersonalTokens.Where(t => t.Id == id).ExecuteUpdateAsync(set => set.SetProperty(t => t.LastUsedAt, now), cancellationToken);
        return (PrincipalOf(found.Token), StateOf(found));
    }

    public async Task<SignInState> FindStateAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Good(db, time.GetUtcNow()).Where(o => o.Token.Id == id).SingleOrDefaultAsync(cancellationToken) is { } found ? StateOf(found) : SignInState.Ended;
    }

    /// <summary>Ends every token of a person, as part of the caller's transaction.</summary>
    public static Task RevokeAllAsync(SamokoderDbContext db, Guid userId, DateTimeOffset now, CancellationToken cancellationToken) => db.PersonalTokens
        .Where(t => t.UserId == userId && t.RevokedAt == null)
        .ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, now), cancellationToken);

    private static IQueryable<Owned> Good(SamokoderDbContext db, DateTimeOffset now) =>
        from token in db.PersonalTokens.AsNoTracking()
        join user in db.Users on token.UserId equals user.Id
        where token.RevokedAt == null && token.ExpiresAt > now && !user.IsBlocked
        select new Owned { Token = token, IsAdmin = user.IsAdmin, HasFactor = user.TwoFactorEnabled };

    private SignInState StateOf(Owned found) => rule.IsDue(found.IsAdmin, found.HasFactor) ? SignInState.SecondFactorDue : SignInState.Good;

    private static ClaimsPrincipal PrincipalOf(PersonalToken token) => new(new ClaimsIdentity(
        [
            new(JwtRegisteredClaimNames.Sub, token.UserId.ToString()),
            new(AccessTokens.SessionClaim, token.Id.ToString()),
            new(JwtRegisteredClaimNames.Jti, token.Id.ToString()),
            new(JwtRegisteredClaimNames.Exp, token.ExpiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            new(AccessTokens.TypeClaim, PersonalType),
            .. token.Scopes.Select(s => new Claim(ScopeClaim, s)),
        ], PersonalType, JwtRegisteredClaimNames.Sub, roleType: null));

    /// <summary>A token that is good, and what decides whether its owner lacks a second factor.</summary>
    private sealed class Owned
    {
        public required PersonalToken Token { get; init; }

        public bool IsAdmin { get; init; }

        public bool HasFactor { get; init; }
    }
}
