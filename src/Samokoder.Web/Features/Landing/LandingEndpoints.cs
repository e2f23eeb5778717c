using Microsoft.AspNetCore.Mvc;
using Samokoder.Web.Features.Session;

namespace Samokoder.Web.Features.Landing;

internal static class LandingEndpoints
{
    public static void AddLanding(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PromptDrafts>();
        builder.Services.AddScoped<FirstProject>();
    }

    public static void MapLanding(this WebApplication app)
    {
        app.MapPost("/start", StartAsync).AllowAnonymous().DisableAntiforgery();
        app.MapPost("/start/{page:regex(^(register|login)$)}", CarryOn).AllowAnonymous().DisableAntiforgery();
    }

    /// <summary>Who is signed in gets the project at once; everybody else registers first and takes the prompt along.</summary>
    private static async Task<IResult> StartAsync(
        HttpContext context, [FromForm] string? prompt, [FromForm] string? example, PromptDrafts drafts, FirstProject projects)
    {
        var wish = string.IsNullOrWhiteSpace(example) ? prompt : example;
        if (context.Features.Get<AccessToken>() is { } token)
            return Results.LocalRedirect(string.IsNullOrWhiteSpace(wish) ? "/projects" : await projects.CreateAsync(token, wish, context.RequestAborted));
        return CarryOn("register", wish, null, drafts);
    }

    private static IResult CarryOn(string page, [FromForm] string? prompt, [FromForm] string? returnUrl, PromptDrafts drafts)
    {
        var query = new QueryString();
        if (drafts.Keep(prompt) is { } draft)
            query = query.Add("draft", draft);
        if (!string.IsNullOrEmpty(returnUrl) && ReturnUrl.IsLocal(returnUrl))
            query = query.Add("returnUrl", returnUrl);
        return Results.LocalRedirect($"/{page}{query}");
    }
}
