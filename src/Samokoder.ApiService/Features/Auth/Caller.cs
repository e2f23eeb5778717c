using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Samokoder.ServiceDefaults.Security;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>Who makes the request, from a validated token. For endpoints that require authorization.</summary>
/// <param name="SessionId">The sign-in, or the personal access token that stands for one.</param>
internal sealed record Caller(Guid UserId, Guid SessionId, Guid TokenId, DateTimeOffset TokenExpiresAt, bool IsPersonalToken = false)
{
    public static ValueTask<Caller> BindAsync(HttpContext context) => ValueTask.FromResult(
        From(context.User) ?? throw new InvalidOperationException("An endpoint that takes the caller must require authorization."));

    /// <summary>Null when nobody is signed in or the claims are not ours.</summary>
    public static Caller? From(ClaimsPrincipal user)
    {
        if (!Guid.TryParse(user.FindFirstValue(JwtRegisteredClaimNames.Sub), out var userId)
            || !Guid.TryParse(user.FindFirstValue(AccessTokens.SessionClaim), out var sessionId)
            || !Guid.TryParse(user.FindFirstValue(JwtRegisteredClaimNames.Jti), out var tokenId)
            || !long.TryParse(user.FindFirstValue(JwtRegisteredClaimNames.Exp), System.Globalization.CultureInfo.InvariantCulture, out var expires))
            return null;
        return new Caller(userId, sessionId, tokenId, DateTimeOffset.FromUnixTimeSeconds(expires), Tokens.PersonalTokens.IsOf(user));
    }
}
