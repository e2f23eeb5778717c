using System.Net.Http.Headers;
using Microsoft.AspNetCore.Mvc;
using Samokoder.Contracts;
using Samokoder.Contracts.Users;
using Samokoder.Web.Features.Api;
using Samokoder.Web.Features.Session;
using Samokoder.Web.Localization;

namespace Samokoder.Web.Features.Preferences;

/// <summary>Plain forms for language and theme. They change nothing but the visitor's own look, and a foreign origin is refused before.</summary>
internal static class PreferencesEndpoints
{
    public static void MapPreferences(this WebApplication app)
    {
        app.MapPost("/preferences/language", SetLanguageAsync).AllowAnonymous().DisableAntiforgery();
        app.MapPost("/preferences/theme", SetTheme).AllowAnonymous().DisableAntiforgery();
    }

    /// <summary>Also the language of mails, for somebody who is signed in; if that cannot be stored now, the page speaks it all the same.</summary>
    private static async Task<IResult> SetLanguageAsync(HttpContext context, ApiTransport api, [FromForm] string? language, [FromForm] string? returnUrl)
    {
        if (Texts.Languages.Contains(language))
        {
            LanguageCookie.Write(context, language!);
            if (context.Features.Get<AccessToken>() is { } token)
                await StoreAsync(language!, token, api, context.RequestAborted);
        }

        return Results.LocalRedirect(ReturnUrl.IsLocal(returnUrl) ? returnUrl! : "/");
    }

    private static async Task StoreAsync(string language, AccessToken token, ApiTransport api, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, "v1/user/profile");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        request.Content = JsonContent.Create(new UpdateProfileRequest(Locale: language), options: ContractJson.Options);
        await api.SendAsync(request, static (_, _) => Task.FromResult(default(Nothing)), cancellationToken);
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
