using Samokoder.Contracts;

namespace Samokoder.ApiService.Features.Auth.GitHub;

/// <summary>What binds a visit to GitHub to one browser.</summary>
internal static class GitHubCookies
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Lax, because the way back from GitHub is a navigation from another site. The prefix keeps previews on sibling host names from setting it.</summary>
    public static void WriteState(HttpContext context, string value) => Write(context, StateName(context), value, SameSiteMode.Lax);

    public static string? ReadState(HttpContext context) => context.Request.Cookies[StateName(context)];

    public static void ClearState(HttpContext context) => context.Response.Cookies.Delete(StateName(context), Options(context, SameSiteMode.Lax, null));

    public static void WriteProven(HttpContext context, string value) => Write(context, ServiceNames.GitHubProvenCookie, value, SameSiteMode.Strict);

    public static string? ReadProven(HttpContext context) => context.Request.Cookies[ServiceNames.GitHubProvenCookie];

    public static void ClearProven(HttpContext context) => context.Response.Cookies.Delete(ServiceNames.GitHubProvenCookie, Options(context, SameSiteMode.Strict, null));

    private static string StateName(HttpContext context) => context.Request.IsHttps ? "__Host-github_state" : "github_state";

    private static void Write(HttpContext context, string name, string value, SameSiteMode sameSite) =>
        context.Response.Cookies.Append(name, value, Options(context, sameSite, Lifetime));

    private static CookieOptions Options(HttpContext context, SameSiteMode sameSite, TimeSpan? lifetime) => new()
    {
        HttpOnly = true, SameSite = sameSite, Secure = context.Request.IsHttps, Path = "/", MaxAge = lifetime, IsEssential = true,
    };
}
