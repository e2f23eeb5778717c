using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth.SecondFactor;
using Samokoder.Data;
using StackExchange.Redis;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>
/// Whether an access token is still good. Postgres is the truth; Redis remembers its answers for a short while, so that a request costs
/// one round trip. An end reaches every replica at once while Redis is there, else within <see cref="Remembered"/>.
/// </summary>
internal sealed class SessionEnds(
    IConnectionMultiplexer redis, IDbContextFactory<SamokoderDbContext> contexts, Tokens.PersonalTokens personalTokens, SecondFactorRule rule, SecurityLog log,
    TimeProvider time)
{
    /// <summary>How long "still good", or "a second factor first", is believed without asking Postgres.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);

    /// <summary>Longer than any access token lives.</summary>
    private static readonly TimeSpan EndRemembered = TimeSpan.FromHours(1);

    private static readonly RedisValue Good = "1";
    private static readonly RedisValue Ended = "0";
    private static readonly RedisValue Due = "2";

    /// <summary>For everything, so that a stream may go on.</summary>
    public async Task<bool> IsGoodAsync(Caller caller, CancellationToken cancellationToken) => await FindStateAsync(caller, cancellationToken) == SignInState.Good;

    public async Task<SignInState> FindStateAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.IsPersonalToken)
            return await personalTokens.FindStateAsync(caller.TokenId, cancellationToken);
        if (await RecallAsync(caller) is { } known)
            return known;
        var state = await AskAsync(caller, cancellationToken);
        await RememberAsync(TokenKey(caller.TokenId), ValueOf(state), Remembered, When.NotExists);
        return state;
    }

    /// <summary>The caller's second factor counts from now on: what was remembered of its lack is not believed any more.</summary>
    public Task AnnounceSecondFactorAsync(Caller caller) => RememberAsync(SessionKey(caller.SessionId), Good, 2 * Remembered, When.NotExists);

    /// <summary>Ends a sign-in: none of its tokens is good any more.</summary>
    public async Task EndAsync(SamokoderDbContext db, Guid sessionId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var ended = await db.Sessions.Where(s => s.Id == sessionId && s.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.RevokedAt, now), cancellationToken);
        if (ended > 0)
            log.SessionEnded(sessionId);
        await RememberAsync(SessionKey(sessionId), Ended, EndRemembered, When.Always);
    }

    /// <summary>
    /// Ends every sign-in of a person but one. Takes part in the caller's transaction; after its commit pass the answer to
    /// <see cref="AnnounceAsync"/>.
    /// </summary>
    public async Task<IReadOnlyList<Guid>> EndAllAsync(SamokoderDbContext db, Guid userId, Guid? except, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var live = db.Sessions.Where(s => s.UserId == userId && s.RevokedAt == null && s.Id != except);
        var ids = await live.Select(s => s.Id).ToListAsync(cancellationToken);
        await live.ExecuteUpdateAsync(set => set.SetProperty(s => s.RevokedAt, now), cancellationToken);
        log.SessionsEnded(userId, ids.Count);
        return ids;
    }

    public Task AnnounceAsync(IReadOnlyList<Guid> sessionIds) =>
        Task.WhenAll(sessionIds.Select(id => RememberAsync(SessionKey(id), Ended, EndRemembered, When.Always)));

    /// <summary>Makes one access token worthless before it expires.</summary>
    public async Task RevokeTokenAsync(SamokoderDbContext db, Caller caller, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO revoked_tokens (jti, expires_at) VALUES ({caller.TokenId}, {caller.TokenExpiresAt}) ON CONFLICT DO NOTHING", cancellationToken);
        await RememberAsync(TokenKey(caller.TokenId), Ended, EndRemembered, When.Always);
    }

    private async Task<SignInState> AskAsync(Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await (
            from session in db.Sessions
            join user in db.Users on session.UserId equals user.Id
            where session.Id == caller.SessionId && user.Id == caller.UserId
            where session.RevokedAt == null && session.ExpiresAt > now && !user.IsBlocked && !db.RevokedTokens.Any(t => t.Jti == caller.TokenId)
            select new { user.IsAdmin, user.TwoFactorEnabled }).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return SignInState.Ended;
        return rule.IsDue(found.IsAdmin, found.TwoFactorEnabled) ? SignInState.SecondFactorDue : SignInState.Good;
    }

    /// <summary>Null when Redis does not know, or is away: then Postgres is asked.</summary>
    private async Task<SignInState?> RecallAsync(Caller caller)
    {
        if (!redis.IsConnected)
            return null;
        try
        {
            var known = await redis.GetDatabase().StringGetAsync([TokenKey(caller.TokenId), SessionKey(caller.SessionId)]);
            if (known.Contains(Ended))
                return SignInState.Ended;
            if (known[0] == Due && known[1] != Good)
                return SignInState.SecondFactorDue;
            return known[0] == Good ? SignInState.Good : null;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return null;
        }
    }

    private async Task RememberAsync(RedisKey key, RedisValue value, TimeSpan lifetime, When when)
    {
        if (!redis.IsConnected)
            return;
        try
        {
            await redis.GetDatabase().StringSetAsync(key, value, lifetime, when: when);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // A cache that is away remembers nothing; Postgres has it.
        }
    }

    private static RedisValue ValueOf(SignInState state) => state switch
    {
        SignInState.Good => Good,
        SignInState.SecondFactorDue => Due,
        _ => Ended,
    };

    private static RedisKey TokenKey(Guid tokenId) => $"samokoder:auth:token:{tokenId:N}";

    private static RedisKey SessionKey(Guid sessionId) => $"samokoder:auth:session:{sessionId:N}";
}
