using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth.GitHub;
using Samokoder.ApiService.Features.Auth.Passwords;
using Samokoder.ApiService.Features.Auth.Registration;
using Samokoder.ApiService.Features.Auth.SecondFactor;
using Samokoder.ApiService.Features.Auth.Sessions;
using Samokoder.ApiService.Features.Auth.Tokens;
using Samokoder.ApiService.Http.Limits;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Auth;

internal static class AuthEndpoints
{
    public static void MapAuth(this RouteGroupBuilder v1)
    {
        var group = v1.MapGroup("/auth").WithTags("Auth").WithBodyLimit(BodyLimits.Auth).WithMetadata(TokenScope.Never);
        group.MapRegistration();
        group.MapPost("/login", LoginAsync).WithName("login").AllowAnonymous().RequireRateLimiting(RatePolicies.Auth)
            .WithSummary("Sign in");
        group.MapPost("/refresh", RefreshAsync).WithName("refresh").AllowAnonymous().RequireRateLimiting(RatePolicies.Refresh)
            .WithSummary("Renew the access token; using a refresh token twice ends the session");
        group.MapPost("/logout", LogoutAsync).WithName("logout").AllowAnonymous().WithSummary("Sign out");
        group.MapGet("/me", GetMeAsync).WithName("getMe").WithSummary("Who is signed in").WithMetadata(TokenScope.OfRead, BeforeSecondFactor.Open);
        group.MapGet("/security", GetSecurityAsync).WithName("getSecurity").WithSummary("How this account is protected").WithMetadata(BeforeSecondFactor.Open);
        group.MapPasswords();
        group.MapTotp();
        group.MapSessions();
        group.MapTokens();
        group.MapGitHub();
    }

    private static Task<Results<Ok<SignedIn>, InvalidRequest, Unauthenticated, Refused, TooMany>> LoginAsync(
        LoginRequest request, LoginHandler handler, HttpContext context, CancellationToken cancellationToken) =>
        handler.HandleAsync(request, context, cancellationToken);

    private static async Task<Results<Ok<SignedIn>, Unauthenticated, TooMany>> RefreshAsync(
        SessionStore sessions, AuthCookies cookies, SecondFactorRule rule, HttpContext context, CancellationToken cancellationToken)
    {
        if (AuthCookies.ReadRefreshToken(context) is not { } token)
            return new Unauthenticated(ErrorCodes.Unauthenticated, "Nobody is signed in here. Sign in.");
        if (await sessions.RenewAsync(token, cancellationToken) is not { } renewed)
        {
            cookies.Clear(context);
            return new Unauthenticated(ErrorCodes.SessionEnded, "This sign-in has ended. Sign in again.");
        }

        cookies.Write(context, renewed.Tokens);
        return TypedResults.Ok(new SignedIn(renewed.User.ToInfo(rule)));
    }

    /// <summary>Works with an expired access token too: the refresh token says which sign-in to end.</summary>
    private static async Task<NoContent> LogoutAsync(
        SessionStore sessions, SessionEnds ends, AuthCookies cookies, SamokoderDbContext db, HttpContext context, CancellationToken cancellationToken)
    {
        if (Caller.From(context.User) is { } caller)
        {
            await ends.RevokeTokenAsync(db, caller, cancellationToken);
            await ends.EndAsync(db, caller.SessionId, cancellationToken);
        }

        if (AuthCookies.ReadRefreshToken(context) is { } token)
            await sessions.EndByRefreshTokenAsync(token, cancellationToken);
        cookies.Clear(context);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<UserInfo>, Unauthenticated>> GetMeAsync(
        Caller caller, SecondFactorRule rule, SamokoderDbContext db, CancellationToken cancellationToken) =>
        await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == caller.UserId, cancellationToken) is { } user
            ? TypedResults.Ok(user.ToInfo(rule))
            : new Unauthenticated(ErrorCodes.SessionEnded, "This account does not exist any more.");

    private static async Task<Results<Ok<SecurityInfo>, Unauthenticated>> GetSecurityAsync(
        Caller caller, SecondFactorRule rule, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        var found = await db.Users.AsNoTracking().Where(u => u.Id == caller.UserId).Select(u => new
        {
            HasPassword = u.PasswordHash != null, u.TwoFactorEnabled, u.IsAdmin, Codes = db.RecoveryCodes.Count(c => c.UserId == u.Id && c.UsedAt == null),
            GitHub = db.UserLogins.Any(l => l.UserId == u.Id),
        }).SingleOrDefaultAsync(cancellationToken);
        return found is null
            ? new Unauthenticated(ErrorCodes.SessionEnded, "This account does not exist any more.")
            : TypedResults.Ok(new SecurityInfo(found.HasPassword, found.TwoFactorEnabled, found.TwoFactorEnabled ? found.Codes : null, found.GitHub, rule.IsRequiredOf(found.IsAdmin)));
    }
}
