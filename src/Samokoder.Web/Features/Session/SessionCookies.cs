using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Samokoder.Contracts;
using Samokoder.ServiceDefaults.Security;

namespace Samokoder.Web.Features.Session;

/// <summary>Learns from the cookies that the API sets, wherever they pass through this process.</summary>
internal sealed class SessionCookies(AccessTokenReader reader, SessionTokens tokens, TimeProvider time)
{
    /// <summary>Tells scripts how many seconds the newest access token lives; the token itself they never see.</summary>
    public const string ExpiresInHeader = "X-Session-Expires-In";

    /// <summary>Says only that somebody signed in here once, so that an expired visit tries a refresh before asking for the password.</summary>
    public const string HintCookie = "signed_in";

    /// <summary>Keeps the access token among <paramref name="setCookie"/> and adds the hint and the expiry for the browser.</summary>
    public async Task<AccessToken?> ObserveAsync(StringValues setCookie, HttpContext context)
    {
        var value = NewAccessToken(setCookie, HostCookie.NameOn(context.Request, ServiceNames.AccessTokenCookie));
        if (value is null || await reader.ReadAsync(value) is not { } token)
            return null;
        tokens.Keep(token);
        context.Response.Headers[ExpiresInHeader] = SecondsLeft(token).ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Response.Cookies.Append(HostCookie.NameOn(context.Request, HintCookie), "1", new()
        {
            HttpOnly = true,
            SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            Path = "/",
            MaxAge = TimeSpan.FromDays(7),
            IsEssential = true,
        });
        return token;
    }

    public long SecondsLeft(AccessToken token) => Math.Max(0, (long)(token.ExpiresAt - time.GetUtcNow()).TotalSeconds);

    private static string? NewAccessToken(StringValues setCookie, string name) =>
        SetCookieHeaderValue.TryParseList([.. setCookie.OfType<string>()], out var cookies)
            ? cookies.LastOrDefault(c => c.Name == name && c.Value.Length > 0)?.Value.Value
            : null;
}
