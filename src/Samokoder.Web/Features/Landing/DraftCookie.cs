namespace Samokoder.Web.Features.Landing;

/// <summary>Remembers which kept prompt (<see cref="PromptDrafts"/>) belongs to a registration that the visitor has still to confirm.</summary>
internal static class DraftCookie
{
    private const string Name = "draft";

    public static void Write(HttpContext context, string id) => context.Response.Cookies.Append(Name, id, Options(context, TimeSpan.FromHours(1)));

    /// <summary>Null when there is none; it is forgotten with this.</summary>
    public static string? Take(HttpContext context)
    {
        context.Response.Cookies.Delete(Name, Options(context, null));
        return context.Request.Cookies[Name];
    }

    private static CookieOptions Options(HttpContext context, TimeSpan? age) => new()
    {
        HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = "/register", MaxAge = age, IsEssential = true,
    };
}
