using Microsoft.AspNetCore.Localization;

namespace Samokoder.Web.Features.Preferences;

internal static class LanguageCookie
{
    public const string Name = "language";

    public static void Write(HttpContext context, string language) =>
        context.Response.Cookies.Append(Name, CookieRequestCultureProvider.MakeCookieValue(new(language)), PreferenceCookie.For(context));
}
