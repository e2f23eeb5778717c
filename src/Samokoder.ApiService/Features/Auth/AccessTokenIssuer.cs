using System.Globalization;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Samokoder.ServiceDefaults.Security;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>Makes the short-lived tokens that requests are authenticated by.</summary>
internal sealed class AccessTokenIssuer(IConfiguration configuration, IOptions<AuthOptions> options, TimeProvider time)
{
    private readonly SigningCredentials _credentials = new(AccessTokens.SigningKey(configuration), SecurityAlgorithms.HmacSha256);
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public string Issue(Guid userId, Guid sessionId)
    {
        var now = time.GetUtcNow();
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = AccessTokens.Issuer,
            Audience = AccessTokens.Audience,
            IssuedAt = now.UtcDateTime,
            Expires = (now + options.Value.AccessTokenLifetime).UtcDateTime,
            SigningCredentials = _credentials,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                [JwtRegisteredClaimNames.Sub] = Text(userId),
                [AccessTokens.SessionClaim] = Text(sessionId),
                [JwtRegisteredClaimNames.Jti] = Text(Guid.CreateVersion7(now)),
                [AccessTokens.TypeClaim] = AccessTokens.AccessType,
            },
        });
    }

    private static string Text(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);
}
