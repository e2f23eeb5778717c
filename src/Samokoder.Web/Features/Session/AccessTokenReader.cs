using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Samokoder.Web.Features.Session;

/// <summary>Checks signature, issuer, audience, life time and type of an access token.</summary>
internal sealed class AccessTokenReader(IOptions<SessionOptions> options, TimeProvider time)
{
    private const string Party = "samokoder";

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly TokenValidationParameters _parameters = new()
    {
        ValidIssuer = Party,
        ValidAudience = Party,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        IssuerSigningKey = new SymmetricSecurityKey(Convert.FromBase64String(options.Value.SigningKey)),
        LifetimeValidator = (_, expires, _, _) => expires > time.GetUtcNow().UtcDateTime,
        NameClaimType = "sub",
        AuthenticationType = SessionAuthenticationHandler.Scheme,
    };

    /// <summary>Null when the token is not ours, damaged or over.</summary>
    public async Task<AccessToken?> ReadAsync(string value)
    {
        var result = await _handler.ValidateTokenAsync(value, _parameters);
        if (!result.IsValid || result.ClaimsIdentity.FindFirst("type")?.Value != "access")
            return null;
        var sessionId = result.ClaimsIdentity.FindFirst("sid")?.Value;
        return sessionId is null
            ? null
            : new(value, sessionId, new DateTimeOffset(result.SecurityToken.ValidTo, TimeSpan.Zero), result.ClaimsIdentity);
    }
}
