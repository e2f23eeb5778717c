namespace Samokoder.Web.Features.Preferences;

/// <summary>light or dark; without it the system's setting holds. Scripts may write it, so that a switch shows at once.</summary>
internal static class ThemeCookie
{
    public const string Name = "theme";

    public static string? Read(HttpContext context) => context.Request.Cookies[Name] is "light" or "dark" ? context.Request.Cookies[Name] : null;
}
