using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.ApiService.Http.Limits;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Mail;
using Samokoder.Contracts.Auth;

namespace Samokoder.ApiService.Features.Auth.Registration;

internal static class RegistrationEndpoints
{
    /// <summary>The token of a mail's link is long.</summary>
    private const long ConfirmBody = 4 * 1024;

    public static void AddRegistration(this IServiceCollection services)
    {
        services.AddSingleton<RegistrationLinks>().AddSingleton<RegistrationRules>();
        services.AddScoped<AccountCreation>().AddScoped<PendingRegistrations>().AddScoped<RegisterHandler>().AddScoped<ConfirmRegistrationHandler>();
        services.AddScoped<IMailWriter, RegistrationMail>();
    }

    public static void MapRegistration(this RouteGroupBuilder auth)
    {
        auth.MapPost("/register", RegisterAsync).WithName("register").AllowAnonymous().RequireRateLimiting(RatePolicies.Auth)
            .WithSummary("Create an account and sign in, or ask for one where a mail or an administrator has to confirm it");
        auth.MapPost("/register/confirm", ConfirmAsync).WithName("confirmRegistration").AllowAnonymous().RequireRateLimiting(RatePolicies.Auth)
            .WithBodyLimit(ConfirmBody).WithSummary("Confirm a registration by the link of the mail, and sign in");
        auth.MapGet("/options", GetOptions).WithName("getSignInOptions").AllowAnonymous().WithSummary("How one may register and sign in on this installation");
    }

    private static Task<Results<Created<SignedIn>, Accepted<RegistrationPending>, InvalidRequest, StateConflict, Refused, TooMany>> RegisterAsync(
        RegisterRequest request, RegisterHandler handler, HttpContext context, CancellationToken cancellationToken) =>
        handler.HandleAsync(request, context, cancellationToken);

    private static Task<Results<Created<SignedIn>, InvalidRequest, Unauthenticated, TooMany>> ConfirmAsync(
        ConfirmRegistrationRequest request, ConfirmRegistrationHandler handler, HttpContext context, CancellationToken cancellationToken) =>
        handler.HandleAsync(request, context, cancellationToken);

    private static Ok<SignInOptions> GetOptions(RegistrationRules rules, MailSettings mail) =>
        TypedResults.Ok(new SignInOptions(rules.Mode.ToString().ToLowerInvariant(), mail.CanSend));
}
