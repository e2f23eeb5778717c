using System.Security.Claims;

namespace Samokoder.Web.Features.Session;

/// <summary>A validated access token of one session.</summary>
/// <param name="SessionId">The <c>sid</c> claim: stays the same when tokens rotate.</param>
public sealed record AccessToken(string Value, string SessionId, DateTimeOffset ExpiresAt, ClaimsIdentity Identity)
{
    public override string ToString() => $"access token of session {SessionId}, until {ExpiresAt:O}";
}
