using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Samokoder.ApiService.Features.Auth.SecondFactor;
using Samokoder.ApiService.Http;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>Signs in. An unknown e-mail and a wrong password get the same answer after the same work.</summary>
internal sealed class LoginHandler(
    UserManager<User> users, PasswordCheck passwords, SignInAttempts attempts, KnownDevices devices, SecondFactors factors, SecondFactorRule rule, SignIn signIn, SecurityLog log)
{
    private const int CodeLength = 40;

    public async Task<Results<Ok<SignedIn>, InvalidRequest, Unauthenticated, Refused, TooMany>> HandleAsync(
        LoginRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        if (Validate(request) is { } invalid)
            return invalid;
        var email = users.NormalizeEmail(request.Email.Trim());
        var user = await users.FindByEmailAsync(email);
        var checking = passwords.BeginAsync(user, request.Password);
        var counting = attempts.BeginAsync(email, devices.BucketOf(context, email), cancellationToken);
        await Task.WhenAll(checking, counting); // At once: what is known of the password is used only after the try was counted.
        if (await counting is not { } attempt)
            return Lock(context);
        if (!await passwords.IsRightAsync(user, request.Password, await checking))
            return Fail(user, "wrong password", WrongCredentials, context);
        if (user!.TwoFactorEnabled && await CheckCodeAsync(user, request.Code, attempt, cancellationToken) is { } refused)
            return Fail(user, refused.Code, refused, context);
        if (user.IsBlocked)
        {
            await attempts.SucceedAsync(attempt, cancellationToken);
            return Fail(user, "blocked", SignIn.Blocked(user), context);
        }

        attempts.Succeed(attempt);
        await signIn.StartAsync(user, user.TwoFactorEnabled ? "password and code" : "password", context, cancellationToken);
        return TypedResults.Ok(new SignedIn(user.ToInfo(rule)));
    }

    private T Fail<T>(User? user, string reason, T answer, HttpContext context)
    {
        log.SignInFailed(user?.Id, reason, context.ClientAddress());
        return answer;
    }

    private TooMany Lock(HttpContext context)
    {
        log.SignInLocked(context.ClientAddress());
        return Locked;
    }

    private static Unauthenticated WrongCredentials => new(ErrorCodes.InvalidCredentials, "The e-mail or the password is wrong. Check both and try again.");

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

    private static InvalidRequest? Validate(LoginRequest request) => new Validator()
        .Required("email", request.Email, EmailRules.MaxLength)
        .Check(request.Password is { Length: > 0 }, "password", "It is needed, and it is missing or empty.")
        .Check(request.Password is not { Length: > PasswordRules.MaxLength }, "password", "The e-mail or the password is wrong. Check both and try again.")
        .Bounded("code", request.Code, CodeLength)
        .Problem;
}
