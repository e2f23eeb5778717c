using Microsoft.AspNetCore.Mvc;

namespace Samokoder.Web.Features.Account;

internal static class AccountEndpoints
{
    public static void AddAccount(this WebApplicationBuilder builder) => builder.Services.AddScoped<AccountRelay>().AddScoped<CurrentUser>().AddSingleton<PasswordSeal>();

    public static void MapAccount(this WebApplication app)
    {
        app.MapPost("/sign-out", SignOutAsync).AllowAnonymous().DisableAntiforgery();
        app.MapPost("/link/{page:regex(^(password|registration)$)}", KeepLink).AllowAnonymous().DisableAntiforgery();
    }

    /// <summary>Takes the secret of a mail's link out of a body; what is none leads to the page that says so.</summary>
    private static IResult KeepLink(string page, [FromForm] string? link, HttpContext context)
    {
        var of = page == "password" ? LinkSecret.Password : LinkSecret.Registration;
        if (LinkSecret.Find(link) is { } secret)
            of.Keep(context, secret);
        return Results.LocalRedirect(of.Path);
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, AccountRelay relay)
    {
        await relay.LogoutAsync(context);
        return Results.LocalRedirect("/");
    }
}
