using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth.Sessions;

internal static class SessionEndpoints
{
    public static void MapSessions(this RouteGroupBuilder auth)
    {
        auth.MapGet("/sessions", ListAsync).WithName("listSessions").WithSummary("Where this account is signed in, last used first");
        auth.MapDelete("/sessions/{id:guid}", EndAsync).WithName("endSession").WithSummary("End a sign-in");
        auth.MapDelete("/sessions", EndOthersAsync).WithName("endOtherSessions").WithSummary("End every sign-in but this one");
        auth.MapPost("/logout-everywhere", LogoutEverywhereAsync).WithName("logoutEverywhere").WithSummary("Sign out here and everywhere else");
    }

    private static async Task<Ok<Page<SessionInfo>>> ListAsync(Caller caller, SamokoderDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var sessions = await db.Sessions.AsNoTracking().Where(s => s.UserId == caller.UserId && s.RevokedAt == null && s.ExpiresAt > now)
            .OrderByDescending(s => s.LastUsedAt).ToListAsync(cancellationToken);
        return TypedResults.Ok(new Page<SessionInfo>([.. sessions.Select(s => ToInfo(s, caller))]));
    }

    private static async Task<Results<NoContent, Missing>> EndAsync(
        Guid id, Caller caller, SessionEnds ends, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        if (!await db.Sessions.AnyAsync(s => s.Id == id && s.UserId == caller.UserId && s.RevokedAt == null, cancellationToken))
            return new Missing("There is no such sign-in, or it ended already.");
        await ends.EndAsync(db, id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> EndOthersAsync(Caller caller, SessionEnds ends, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        await ends.AnnounceAsync(await ends.EndAllAsync(db, caller.UserId, except: caller.SessionId, cancellationToken));
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> LogoutEverywhereAsync(
        Caller caller, SessionEnds ends, AuthCookies cookies, SamokoderDbContext db, HttpContext context, CancellationToken cancellationToken)
    {
        await ends.AnnounceAsync(await ends.EndAllAsync(db, caller.UserId, except: null, cancellationToken));
        cookies.Clear(context);
        return TypedResults.NoContent();
    }

    private static SessionInfo ToInfo(Session session, Caller caller) => new(
        session.Id, DeviceName.Of(session.UserAgent), session.Address, session.CreatedAt, session.LastUsedAt, session.Id == caller.SessionId);
}
