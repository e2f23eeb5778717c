using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Samokoder.ApiService.Features.Auth.SecondFactor;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>Signs in. An unknown e-mail and a wrong password get the same answer after the same work.</summary>
internal sealed class LoginHandler(
    UserManager<User> users, DummyPassword dummy, SignInAttempts attempts, KnownDevices devices, SecondFactors factors, SignIn signIn)
{
    private const int CodeLength = 40;

    public async Task<Results<Ok<SignedIn>, InvalidRequest, Unauthenticated, Refused, TooMany>> HandleAsync(
        LoginRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        if (Validate(request) is { } invalid)
            return invalid;
        var email = users.NormalizeEmail(request.Email.Trim());
        if (await attempts.BeginAsync(email, devices.BucketOf(context, email), cancellationToken) is not { } attempt)
            return Locked;
        if (await FindAsync(email, request.Password) is not { } user)
            return new Unauthenticated(ErrorCodes.InvalidCredentials, "The e-mail or the password is wrong. Check both and try again.");
        if (user.TwoFactorEnabled && await CheckCodeAsync(user, request.Code, attempt, cancellationToken) is { } refused)
            return refused;
        if (user.IsBlocked)
        {
            await attempts.SucceedAsync(attempt, cancellationToken);
            return SignIn.Blocked(user);
        }

        attempts.Succeed(attempt);
        await signIn.StartAsync(user, context, cancellationToken);
        return TypedResults.Ok(new SignedIn(user.ToInfo()));
    }

    private TooMany Locked => new(
        ErrorCodes.AccountLocked, $"Too many failed attempts. Wait {attempts.RetryAfter.TotalMinutes:0} minutes and try again.") { RetryAfter = attempts.RetryAfter };

    /// <summary>
    /// Null when the code is good. Without a code the try counts for nothing, neither as a failure nor as a success: who knows the password must not
    /// be able to forgive himself wrong codes.
    /// </summary>
    private async Task<Unauthenticated?> CheckCodeAsync(User user, string? code, LoginAttempt attempt, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(code))
        {
            await attempts.ForgetAsync(attempt, cancellationToken);
            return new Unauthenticated(ErrorCodes.CodeRequired, "Enter the code of your authenticator app, or a recovery code.");
        }

        return await factors.TryUseAsync(user.Id, code, cancellationToken) ? null : AccountProof.WrongCode;
    }

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
        .Bounded("code", request.Code, CodeLength)
        .Problem;
}
