using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Issued = Samokoder.ServiceDefaults.Security.AccessTokens;

namespace Samokoder.Web.Features.Session;

/// <summary>Checks signature, issuer, audience, life time and type of an access token.</summary>
internal sealed class AccessTokenReader(IConfiguration configuration, TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly TokenValidationParameters _parameters = Parameters(configuration, time);

    /// <summary>Null when the token is not ours, damaged or over.</summary>
    public async Task<AccessToken?> ReadAsync(string value)
    {
        var result = await _handler.ValidateTokenAsync(value, _parameters);
        if (!result.IsValid || result.ClaimsIdentity.FindFirst(Issued.TypeClaim)?.Value != Issued.AccessType)
            return null;
        var sessionId = result.ClaimsIdentity.FindFirst(Issued.SessionClaim)?.Value;
        return sessionId is null
            ? null
            : new(value, sessionId, new DateTimeOffset(result.SecurityToken.ValidTo, TimeSpan.Zero), result.ClaimsIdentity);
    }

    private static TokenValidationParameters Parameters(IConfiguration configuration, TimeProvider time)
    {
        var parameters = Issued.ValidationParameters(configuration);
        parameters.LifetimeValidator = (_, expires, _, _) => expires > time.GetUtcNow().UtcDateTime;
        parameters.AuthenticationType = SessionAuthenticationHandler.Scheme;
        return parameters;
    }
}
