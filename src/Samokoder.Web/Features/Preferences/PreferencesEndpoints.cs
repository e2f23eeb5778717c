using Microsoft.AspNetCore.Mvc;
using Samokoder.Web.Features.Session;
using Samokoder.Web.Localization;

namespace Samokoder.Web.Features.Preferences;

/// <summary>Plain forms for language and theme. They change nothing but the visitor's own look, and a foreign origin is refused before.</summary>
internal static class PreferencesEndpoints
{
    public static void MapPreferences(this WebApplication app)
    {
        app.MapPost("/preferences/language", SetLanguage).AllowAnonymous().DisableAntiforgery();
        app.MapPost("/preferences/theme", SetTheme).AllowAnonymous().DisableAntiforgery();
    }

    private static IResult SetLanguage(HttpContext context, [FromForm] string? language, [FromForm] string? returnUrl)
    {
        if (Texts.Languages.Contains(language))
            LanguageCookie.Write(context, language!);
        return Results.LocalRedirect(ReturnUrl.IsLocal(returnUrl) ? returnUrl! : "/");
    }

    /// <summary>Without a value it is the toggle: dark, unless dark is chosen already.</summary>
    private static IResult SetTheme(HttpContext context, [FromForm] string? theme)
    {
        var chosen = theme is "light" or "dark" ? theme : ThemeCookie.Read(context) == "dark" ? "light" : "dark";
        context.Response.Cookies.Append(ThemeCookie.Name, chosen, PreferenceCookie.For(context));
        var from = Uri.TryCreate(context.Request.Headers.Referer, UriKind.Absolute, out var referer) ? referer.PathAndQuery : "/";
        return Results.LocalRedirect(ReturnUrl.IsLocal(from) ? from : "/");
    }
}
