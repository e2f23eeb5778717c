using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.Tokens;

namespace Samokoder.ServiceDefaults.Security;

/// <summary>How our access tokens are signed and checked: JWT, HMAC-SHA256 with <c>Auth:SigningKey</c>, issuer and audience "samokoder".</summary>
public static class AccessTokens
{
    public const string Issuer = "samokoder";
    public const string Audience = "samokoder";

    /// <summary>The only value of the claim <see cref="TypeClaim"/> that a request may be made with.</summary>
    public const string AccessType = "access";
    public const string TypeClaim = "type";
    public const string SessionClaim = "sid";

    private const string KeyName = "Auth:SigningKey";
    private const int KeyBytes = 32;

    /// <exception cref="InvalidOperationException">The key is missing or too short; the message names it.</exception>
    public static SymmetricSecurityKey SigningKey(IConfiguration configuration)
    {
        var bytes = new byte[1024];
        if (!Convert.TryFromBase64String(configuration[KeyName] ?? "", bytes, out var length) || length < KeyBytes)
            throw new InvalidOperationException($"{KeyName} must be base64 of at least {KeyBytes} random bytes, the same for ApiService and Web.");
        return new SymmetricSecurityKey(bytes[..length]);
    }

    public static TokenValidationParameters ValidationParameters(IConfiguration configuration) => new()
    {
        ValidIssuer = Issuer,
        ValidAudience = Audience,
        IssuerSigningKey = SigningKey(configuration),
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidateLifetime = true,
        ClockSkew = TimeSpan.FromSeconds(5),
        NameClaimType = "sub",
    };
}
