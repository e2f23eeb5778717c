using Samokoder.Contracts;
using Samokoder.ServiceDefaults.Security;

namespace Samokoder.ApiService.Features.Auth.GitHub;

/// <summary>What binds a visit to GitHub to one browser.</summary>
internal static class GitHubCookies
{
    private const string State = "github_state";

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Lax, because the way back from GitHub is a navigation from another site.</summary>
    public static void WriteState(HttpContext context, string value) => Write(context, State, value, SameSiteMode.Lax);

    public static string? ReadState(HttpContext context) => HostCookie.Read(context.Request, State);

    public static void ClearState(HttpContext context) => Clear(context, State, SameSiteMode.Lax);

    public static void WriteProven(HttpContext context, string value) => Write(context, ServiceNames.GitHubProvenCookie, value, SameSiteMode.Strict);

    public static string? ReadProven(HttpContext context) => HostCookie.Read(context.Request, ServiceNames.GitHubProvenCookie);

    public static void ClearProven(HttpContext context) => Clear(context, ServiceNames.GitHubProvenCookie, SameSiteMode.Strict);

    private static void Write(HttpContext context, string name, string value, SameSiteMode sameSite) =>
        context.Response.Cookies.Append(HostCookie.NameOn(context.Request, name), value, Options(context, sameSite, Lifetime));

    private static void Clear(HttpContext context, string name, SameSiteMode sameSite) =>
        context.Response.Cookies.Delete(HostCookie.NameOn(context.Request, name), Options(context, sameSite, null));

    private static CookieOptions Options(HttpContext context, SameSiteMode sameSite, TimeSpan? lifetime) => new()
    {
        HttpOnly = true, SameSite = sameSite, Secure = context.Request.IsHttps, Path = "/", MaxAge = lifetime, IsEssential = true,
    };
}
