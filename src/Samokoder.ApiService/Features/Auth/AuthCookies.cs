using Microsoft.Extensions.Options;
using Samokoder.Contracts;
using Samokoder.ServiceDefaults.Security;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>The tokens as cookies that no script can read and no other site can send.</summary>
internal sealed class AuthCookies(IOptions<AuthOptions> options)
{
    public void Write(HttpContext context, SessionTokens tokens)
    {
        context.Response.Cookies.Append(Name(context, ServiceNames.AccessTokenCookie), tokens.AccessToken, Options(context, options.Value.AccessTokenLifetime));
        context.Response.Cookies.Append(Name(context, ServiceNames.RefreshTokenCookie), tokens.RefreshToken, Options(context, options.Value.RefreshTokenLifetime));
    }

    public void Clear(HttpContext context)
    {
        context.Response.Cookies.Delete(Name(context, ServiceNames.AccessTokenCookie), Options(context, lifetime: null));
        context.Response.Cookies.Delete(Name(context, ServiceNames.RefreshTokenCookie), Options(context, lifetime: null));
    }

    public static string? ReadRefreshToken(HttpContext context) =>
        HostCookie.Read(context.Request, ServiceNames.RefreshTokenCookie) is { Length: > 0 } token ? token : null;

    private static string Name(HttpContext context, string name) => HostCookie.NameOn(context.Request, name);

    /// <summary>The path is "/": seen from the browser the API is below a prefix of Web's that we do not know.</summary>
    private static CookieOptions Options(HttpContext context, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = "/",
        MaxAge = lifetime,
        IsEssential = true,
    };
}
