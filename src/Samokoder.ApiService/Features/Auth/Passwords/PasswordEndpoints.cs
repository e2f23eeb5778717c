using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.ApiService.Http;
using Samokoder.ApiService.Http.Limits;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.ApiService.Mail;
using Samokoder.Contracts.Auth;
using Samokoder.Data;
using Samokoder.Data.Mail;

namespace Samokoder.ApiService.Features.Auth.Passwords;

internal static class PasswordEndpoints
{
    /// <summary>Two passwords of any script, or one and the token of a link.</summary>
    private const long Body = 4 * 1024;

    public static void AddPasswords(this IServiceCollection services)
    {
        services.AddScoped<PasswordLinks>().AddScoped<ChangePasswordHandler>().AddScoped<ResetPasswordHandler>();
        services.AddScoped<IMailWriter, PasswordResetMail>().AddScoped<IMailWriter, PasswordChangedMail>();
    }

    public static void MapPasswords(this RouteGroupBuilder auth)
    {
        auth.MapPost("/password", ChangeAsync).WithName("changePassword").WithBodyLimit(Body).WithSummary("Change the password; ends the other sign-ins");
        auth.MapPost("/password/forgot", ForgotAsync).WithName("forgotPassword").AllowAnonymous().RequireRateLimiting(RatePolicies.Auth)
            .WithSummary("Ask for a mail with a link to set a new password; the answer is the same for every e-mail");
        auth.MapPost("/password/reset", ResetAsync).WithName("resetPassword").AllowAnonymous().RequireRateLimiting(RatePolicies.Auth)
            .WithBodyLimit(Body).WithSummary("Set a new password by the link of a mail; ends every sign-in");
    }

    private static Task<Results<NoContent, InvalidRequest, Unauthenticated, TooMany>> ChangeAsync(
        ChangePasswordRequest request, Caller caller, ChangePasswordHandler handler, HttpContext context, CancellationToken cancellationToken) =>
        handler.HandleAsync(request, caller, context, cancellationToken);

    /// <summary>Looks nobody up: whether there is an account is found out when the mail is written.</summary>
    private static async Task<Results<Accepted, InvalidRequest, TooMany>> ForgotAsync(
        ForgotPasswordRequest request, MailOutbox outbox, SamokoderDbContext db, HttpContext context, CancellationToken cancellationToken)
    {
        var email = request.Email?.Trim() ?? "";
        if (new Validator().Check(EmailRules.IsPlausible(email), "email", "This is not an e-mail address. It should look like name@example.org.").Problem is { } invalid)
            return invalid;
        outbox.Add(db, MailKinds.PasswordReset, email, context.Locale());
        await db.SaveChangesAsync(cancellationToken);
        outbox.Wake();
        return TypedResults.Accepted((string?)null);
    }

    private static Task<Results<NoContent, InvalidRequest, TooMany>> ResetAsync(
        ResetPasswordRequest request, ResetPasswordHandler handler, HttpContext context, CancellationToken cancellationToken) =>
        handler.HandleAsync(request, context, cancellationToken);
}
