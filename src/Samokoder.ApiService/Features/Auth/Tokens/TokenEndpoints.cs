using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Http.Limits;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth.Tokens;

internal static class TokenEndpoints
{
    /// <summary>A name and a password of any script.</summary>
    private const long Body = 4 * 1024;

    public static void MapTokens(this RouteGroupBuilder auth)
    {
        auth.MapPost("/tokens", CreateAsync).WithBodyLimit(Body).WithName("createToken").WithSummary("Make a personal access token for scripts, with the password; it is shown once");
        auth.MapGet("/tokens", ListAsync).WithName("listTokens").WithSummary("The personal access tokens that are still good, newest first");
        auth.MapDelete("/tokens/{id:guid}", RevokeAsync).WithName("revokeToken").WithSummary("Revoke a personal access token");
    }

    public static TokenInfo ToInfo(this PersonalToken token) =>
        new(token.Id, token.Name, token.Hint, token.Scopes, token.CreatedAt, token.ExpiresAt, token.LastUsedAt);

    private static Task<Results<Created<TokenCreated>, InvalidRequest, Unauthenticated, StateConflict, TooMany>> CreateAsync(
        CreateTokenRequest request, Caller caller, CreateTokenHandler handler, CancellationToken cancellationToken) =>
        handler.HandleAsync(request, caller, cancellationToken);

    private static async Task<Ok<Page<TokenInfo>>> ListAsync(Caller caller, SamokoderDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var tokens = await db.PersonalTokens.AsNoTracking().Where(t => t.UserId == caller.UserId && t.RevokedAt == null && t.ExpiresAt > now)
            .OrderByDescending(t => t.CreatedAt).ToListAsync(cancellationToken);
        return TypedResults.Ok(new Page<TokenInfo>([.. tokens.Select(ToInfo)]));
    }

    private static async Task<Results<NoContent, Missing>> RevokeAsync(
        Guid id, Caller caller, SamokoderDbContext db, SecurityLog log, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var revoked = await db.PersonalTokens.Where(t => t.Id == id && t.UserId == caller.UserId && t.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, now), cancellationToken);
        if (revoked == 0)
            return new Missing("There is no such personal access token.");
        log.TokenRevoked(caller.UserId, id);
        return TypedResults.NoContent();
    }
}
