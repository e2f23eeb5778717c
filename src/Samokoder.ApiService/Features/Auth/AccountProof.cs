using Microsoft.AspNetCore.Identity;
using Samokoder.ApiService.Features.Auth.SecondFactor;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>
/// Asks who is signed in to prove it once more before something that a thief of the session must not do. Failures are counted by session,
/// so a thief does not lock the owner out.
/// </summary>
internal sealed class AccountProof(UserManager<User> users, SignInAttempts attempts, SecondFactors factors)
{
    public static Unauthenticated WrongPassword => new(ErrorCodes.InvalidCredentials, "The password is wrong. Check it and try again.");

    public static Unauthenticated WrongCode => new(
        ErrorCodes.CodeInvalid, "This code is wrong, over, or used already. Wait for the next one of the app, or use a recovery code.");

    public TooMany Locked => new(
        ErrorCodes.AccountLocked, $"Too many failed attempts. Wait {attempts.RetryAfter.TotalMinutes:0} minutes and try again.") { RetryAfter = attempts.RetryAfter };

    /// <summary>Good without a password when the account has none: its owner signs in elsewhere.</summary>
    public async Task<ProofResult> ByPasswordAsync(Caller caller, User user, string? password, CancellationToken cancellationToken) =>
        user.PasswordHash is null
            ? ProofResult.Good
            : await CountAsync(caller, user, () => users.CheckPasswordAsync(user, password ?? ""), cancellationToken);

    public async Task<ProofResult> ByCodeAsync(Caller caller, User user, string? code, CancellationToken cancellationToken) =>
        user.TwoFactorEnabled
            ? await CountAsync(caller, user, () => factors.TryUseAsync(user.Id, code ?? "", cancellationToken), cancellationToken)
            : ProofResult.Missing;

    public async Task<ProofResult> CountAsync(Caller caller, User user, Func<Task<bool>> check, CancellationToken cancellationToken)
    {
        var bucket = $"{KnownDevices.Prefix}session:{caller.SessionId:N}";
        if (await attempts.BeginAsync(user.NormalizedEmail!, bucket, cancellationToken) is not { } attempt)
            return ProofResult.Locked;
        if (!await check())
            return ProofResult.Wrong;
        await attempts.SucceedAsync(attempt, cancellationToken);
        return ProofResult.Good;
    }
}
