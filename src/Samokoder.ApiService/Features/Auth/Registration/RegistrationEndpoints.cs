using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Samokoder.ApiService.Features.Auth.GitHub;
using Samokoder.ApiService.Http.Limits;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Mail;
using Samokoder.Contracts.Auth;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Auth.Registration;

internal static class RegistrationEndpoints
{
    /// <summary>The token of a mail's link is long.</summary>
    private const long ConfirmBody = 4 * 1024;

    public static void AddRegistration(this IServiceCollection services)
    {
        services.AddSingleton<RegistrationLinks>().AddSingleton<LocalInstallation>().AddSingleton<RegistrationRules>();
        services.AddScoped<AccountCreation>().AddScoped<PendingRegistrations>().AddScoped<RegisterHandler>().AddScoped<ConfirmRegistrationHandler>();
        services.AddScoped<IMailWriter, RegistrationMail>();
    }

    public static void MapRegistration(this RouteGroupBuilder auth)
    {
        auth.MapPost("/register", RegisterAsync).WithName("register").AllowAnonymous().RequireRateLimiting(RatePolicies.Auth)
            .WithSummary("Create an account and sign in, or ask for one where a mail or an administrator has to confirm it");
        auth.MapPost("/register/confirm", ConfirmAsync).WithName("confirmRegistration").AllowAnonymous().RequireRateLimiting(RatePolicies.Auth)
            .WithBodyLimit(ConfirmBody).WithSummary("Confirm a registration by the link of the mail, and sign in");
        auth.MapGet("/options", GetOptionsAsync).WithName("getSignInOptions").AllowAnonymous().WithSummary("How one may register and sign in on this installation");
    }

    private static Task<Results<Created<SignedIn>, Accepted<RegistrationPending>, InvalidRequest, StateConflict, Refused, TooMany>> RegisterAsync(
        RegisterRequest request, RegisterHandler handler, HttpContext context, CancellationToken cancellationToken) =>
        handler.HandleAsync(request, context, cancellationToken);

    private static Task<Results<Created<SignedIn>, InvalidRequest, Unauthenticated, TooMany>> ConfirmAsync(
        ConfirmRegistrationRequest request, ConfirmRegistrationHandler handler, HttpContext context, CancellationToken cancellationToken) =>
        handler.HandleAsync(request, context, cancellationToken);

    /// <summary>The first account of an installation is made at once, whatever the mode.</summary>
    private static async Task<Ok<SignInOptions>> GetOptionsAsync(
        RegistrationRules rules, MailSettings mail, IOptions<GitHubOptions> github, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        var mode = await db.Users.AnyAsync(cancellationToken) ? rules.Mode : RegistrationMode.Open;
        return TypedResults.Ok(new SignInOptions(mode.ToString().ToLowerInvariant(), mail.CanSend, github.Value.IsConfigured));
    }
}
