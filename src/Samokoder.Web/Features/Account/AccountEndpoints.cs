namespace Samokoder.Web.Features.Account;

internal static class AccountEndpoints
{
    public static void AddAccount(this WebApplicationBuilder builder) => builder.Services.AddScoped<AccountRelay>().AddScoped<CurrentUser>().AddSingleton<PasswordSeal>();

    public static void MapAccount(this WebApplication app) =>
        app.MapPost("/sign-out", SignOutAsync).AllowAnonymous().DisableAntiforgery();

    private static async Task<IResult> SignOutAsync(HttpContext context, AccountRelay relay)
    {
        await relay.LogoutAsync(context);
        return Results.LocalRedirect("/");
    }
}
