namespace Samokoder.Web.Features.Preferences;

internal static class PreferenceCookie
{
    public static CookieOptions For(HttpContext context) => new()
    {
        MaxAge = TimeSpan.FromDays(365),
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        IsEssential = true,
        Path = "/",
    };
}
