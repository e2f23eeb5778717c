using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>What every way of signing in ends with.</summary>
internal sealed class SignIn(SamokoderDbContext db, SessionStore sessions, AuthCookies cookies, KnownDevices devices)
{
    /// <summary>Starts a session, ends the one that the browser had, and gives it the new cookies. Saves the context.</summary>
    /// <param name="way">How the person proved to be who they are, for the log.</param>
    public async Task StartAsync(User user, string way, HttpContext context, CancellationToken cancellationToken)
    {
        var tokens = sessions.Start(user.Id, way, context);
        await db.SaveChangesAsync(cancellationToken);
        if (AuthCookies.ReadRefreshToken(context) is { } former)
            await sessions.EndByRefreshTokenAsync(former, cancellationToken);
        Give(user, tokens, context);
    }

    /// <summary>For callers that save the session in a transaction of their own, after its commit.</summary>
    public void Give(User user, SessionTokens tokens, HttpContext context)
    {
        cookies.Write(context, tokens);
        devices.Remember(context, user.NormalizedEmail!);
    }

    public static Refused Blocked(User user) => new(
        ErrorCodes.AccountBlocked,
        string.IsNullOrWhiteSpace(user.BlockedReason)
            ? "This account is blocked. Ask the administrator of this installation."
            : $"This account is blocked: {user.BlockedReason} Ask the administrator of this installation.") { Reason = user.BlockedReason };
}
