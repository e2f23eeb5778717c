using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Samokoder.ApiService.Http;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>Signs in. An unknown e-mail and a wrong password get the same answer after the same work.</summary>
internal sealed class LoginHandler(
    UserManager<User> users, DummyPassword dummy, SamokoderDbContext db, SignInAttempts attempts, SessionStore sessions, AuthCookies cookies)
{
    public async Task<Results<Ok<SignedIn>, InvalidRequest, Unauthenticated, Refused, TooMany>> HandleAsync(
        LoginRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        if (Validate(request) is { } invalid)
            return invalid;
        var email = users.NormalizeEmail(request.Email.Trim());
        if (await attempts.BeginAsync(email, context.ClientAddress(), cancellationToken) is not { } attempt)
            return Locked;
        if (await FindAsync(email, request.Password) is not { } user)
            return new Unauthenticated(ErrorCodes.InvalidCredentials, "The e-mail or the password is wrong. Check both and try again.");
        await attempts.SucceedAsync(attempt, cancellationToken);
        if (user.IsBlocked)
            return new Refused(ErrorCodes.AccountBlocked, "This account is blocked. Ask the administrator of this installation.");
        var tokens = sessions.Start(user.Id, context);
        await db.SaveChangesAsync(cancellationToken);
        cookies.Write(context, tokens);
        return TypedResults.Ok(new SignedIn(user.ToInfo()));
    }

    private TooMany Locked => new(
        ErrorCodes.AccountLocked, $"Too many failed attempts. Wait {attempts.RetryAfter.TotalMinutes:0} minutes and try again.") { RetryAfter = attempts.RetryAfter };

    /// <summary>Null unless the account exists and the password is right.</summary>
    private async Task<User?> FindAsync(string normalizedEmail, string password)
    {
        var user = await users.FindByEmailAsync(normalizedEmail);
        if (user?.PasswordHash is not null)
            return await users.CheckPasswordAsync(user, password) ? user : null;
        dummy.Check(password);
        return null;
    }

    private static InvalidRequest? Validate(LoginRequest request) => new Validator()
        .Required("email", request.Email, EmailRules.MaxLength)
        .Check(request.Password is { Length: > 0 }, "password", "It is needed, and it is missing or empty.")
        .Check(request.Password is not { Length: > PasswordRules.MaxLength }, "password", "The e-mail or the password is wrong. Check both and try again.")
        .Problem;
}
