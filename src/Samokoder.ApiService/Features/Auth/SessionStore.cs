using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Samokoder.ApiService.Http;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>
/// Sign-ins and their families of refresh tokens. A refresh token is good for one use; a second use, by whomever, ends the sign-in,
/// because one of the two users of it is a thief (docs/adr/0040).
/// </summary>
internal sealed class SessionStore(
    SamokoderDbContext db, AccessTokenIssuer issuer, SessionEnds ends, IOptions<AuthOptions> options, TimeProvider time, SecurityLog log)
{
    private const int UserAgentLength = 300;

    /// <summary>Adds a sign-in to the context; it exists once the context is saved.</summary>
    public SessionTokens Start(Guid userId, string way, HttpContext context)
    {
        var now = time.GetUtcNow();
        var session = new Session
        {
            Id = Guid.CreateVersion7(now), UserId = userId, CreatedAt = now, LastUsedAt = now, ExpiresAt = EndOf(now, now),
            UserAgent = Printable(context.Request.Headers.UserAgent.ToString()), Address = context.ClientAddress(),
        };
        db.Sessions.Add(session);
        log.SignedIn(userId, way, session.Id, context.ClientAddress());
        return AddTokens(session, now);
    }

    /// <summary>Uses the token up and gives the next ones. Null when it is not good, whatever the reason.</summary>
    public async Task<(User User, SessionTokens Tokens)?> RenewAsync(string refreshToken, CancellationToken cancellationToken)
    {
        var hash = RefreshTokenValue.Hash(refreshToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await TryUseAsync(hash, cancellationToken))
        {
            await EndIfReusedAsync(hash, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return null;
        }

        var renewed = await RenewSessionAsync(hash, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return renewed;
    }

    /// <summary>Ends the sign-in that the refresh token belongs to, if it is known.</summary>
    public async Task EndByRefreshTokenAsync(string refreshToken, CancellationToken cancellationToken)
    {
        var hash = RefreshTokenValue.Hash(refreshToken);
        if (await db.RefreshTokens.Where(t => t.Hash == hash).Select(t => (Guid?)t.SessionId).SingleOrDefaultAsync(cancellationToken) is { } sessionId)
            await ends.EndAsync(db, sessionId, cancellationToken);
    }

    /// <summary>One statement decides: of two requests with the same token exactly one sees it unused.</summary>
    private async Task<bool> TryUseAsync(byte[] hash, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await db.RefreshTokens.Where(t => t.Hash == hash && t.UsedAt == null && t.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.UsedAt, now), cancellationToken) == 1;
    }

    private async Task EndIfReusedAsync(byte[] hash, CancellationToken cancellationToken)
    {
        var sessionId = await db.RefreshTokens.Where(t => t.Hash == hash && t.UsedAt != null).Select(t => (Guid?)t.SessionId).SingleOrDefaultAsync(cancellationToken);
        if (sessionId is null)
            return;
        await ends.EndAsync(db, sessionId.Value, cancellationToken);
        log.RefreshTokenReused(sessionId.Value);
    }

    private async Task<(User User, SessionTokens Tokens)?> RenewSessionAsync(byte[] hash, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var oldest = now - options.Value.SessionLifetime;
        var found = await (
            from token in db.RefreshTokens
            join session in db.Sessions on token.SessionId equals session.Id
            join user in db.Users on session.UserId equals user.Id
            where token.Hash == hash && session.RevokedAt == null && session.ExpiresAt > now && session.CreatedAt > oldest && !user.IsBlocked
            select new { Session = session, User = user }).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;
        found.Session.LastUsedAt = now;
        found.Session.ExpiresAt = EndOf(found.Session.CreatedAt, now);
        return (found.User, AddTokens(found.Session, now));
    }

    /// <summary>So long after the last renewal, and never longer than a sign-in may last in all (docs/adr/0079).</summary>
    private DateTimeOffset EndOf(DateTimeOffset createdAt, DateTimeOffset renewedAt)
    {
        var (idle, whole) = (renewedAt + options.Value.RefreshTokenLifetime, createdAt + options.Value.SessionLifetime);
        return idle < whole ? idle : whole;
    }

    private SessionTokens AddTokens(Session session, DateTimeOffset now)
    {
        var refresh = RefreshTokenValue.Create();
        db.RefreshTokens.Add(new RefreshToken { Hash = RefreshTokenValue.Hash(refresh), SessionId = session.Id, CreatedAt = now, ExpiresAt = session.ExpiresAt });
        return new SessionTokens(issuer.Issue(session.UserId, session.Id), refresh);
    }

    private static string Printable(string userAgent) =>
        new([.. userAgent.Where(c => c is >= ' ' and <= '~').Take(UserAgentLength)]);
}
