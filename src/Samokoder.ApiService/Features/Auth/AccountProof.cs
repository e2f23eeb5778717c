using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth.SecondFactor;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>
/// Asks who is signed in to prove it once more before something that a thief of the session must not do. Failures are counted by session,
/// so a thief does not lock the owner out.
/// </summary>
internal sealed class AccountProof(UserManager<User> users, SignInAttempts attempts, SecondFactors factors, SamokoderDbContext db, SecurityLog log, TimeProvider time)
{
    /// <summary>How long a sign-in stands for the password of an account that has none.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15);

    public static Unauthenticated WrongPassword => new(ErrorCodes.InvalidCredentials, "The password is wrong. Check it and try again.");

    public static Unauthenticated WrongCode => new(
        ErrorCodes.CodeInvalid, "This code is wrong, over, or used already. Wait for the next one of the app, or use a recovery code.");

    private static Unauthenticated TooOld => new(
        ErrorCodes.SignInStale, $"This account has no password, so it takes a sign-in of the last {Fresh.TotalMinutes:0} minutes to do this. Sign out, sign in again and repeat it.");

    private static Unauthenticated CodeNeeded => new(ErrorCodes.CodeRequired, "Enter the code of your authenticator app, or a recovery code.");

    public TooMany Locked => new(
        ErrorCodes.AccountLocked, $"Too many failed attempts. Wait {attempts.RetryAfter.TotalMinutes:0} minutes and try again.") { RetryAfter = attempts.RetryAfter };

    /// <summary>By a sign-in of a moment ago when the account has no password: its owner signs in elsewhere.</summary>
    public async Task<ProofResult> ByPasswordAsync(Caller caller, User user, string? password, CancellationToken cancellationToken) =>
        user.PasswordHash is null
            ? await ByFreshSignInAsync(caller, cancellationToken)
            : await CountAsync(caller, user, () => users.CheckPasswordAsync(user, password ?? ""), cancellationToken);

    /// <summary>By everything that a sign-in would take: the password, and the code where there is a second factor.</summary>
    public async Task<ProofResult> ByAllAsync(Caller caller, User user, string? password, string? code, CancellationToken cancellationToken)
    {
        if (!user.TwoFactorEnabled)
            return await ByPasswordAsync(caller, user, password, cancellationToken);
        if (string.IsNullOrWhiteSpace(code))
            return ProofResult.CodeMissing;
        if (user.PasswordHash is null && await ByFreshSignInAsync(caller, cancellationToken) != ProofResult.Good)
            return ProofResult.Stale;
        var isCodeAsked = false; // Both count as one try: a right password must not forgive wrong codes.
        var result = await CountAsync(caller, user, async () =>
        {
            isCodeAsked = user.PasswordHash is null || await users.CheckPasswordAsync(user, password ?? "");
            return isCodeAsked && await factors.TryUseAsync(user.Id, code, cancellationToken);
        }, cancellationToken);
        return result == ProofResult.Wrong && isCodeAsked ? ProofResult.WrongCode : result;
    }

    /// <summary>What to answer to a proof that failed, unless it was locked.</summary>
    public static Unauthenticated Refuse(ProofResult result) => result switch
    {
        ProofResult.Stale => TooOld,
        ProofResult.WrongCode => WrongCode,
        ProofResult.CodeMissing => CodeNeeded,
        _ => WrongPassword,
    };

    public async Task<ProofResult> ByCodeAsync(Caller caller, User user, string? code, CancellationToken cancellationToken) =>
        user.TwoFactorEnabled
            ? await CountAsync(caller, user, () => factors.TryUseAsync(user.Id, code ?? "", cancellationToken), cancellationToken)
            : ProofResult.Missing;

    private async Task<ProofResult> ByFreshSignInAsync(Caller caller, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Fresh;
        return await db.Sessions.AnyAsync(s => s.Id == caller.SessionId && s.UserId == caller.UserId && s.CreatedAt > since, cancellationToken)
            ? ProofResult.Good
            : ProofResult.Stale;
    }

    public async Task<ProofResult> CountAsync(Caller caller, User user, Func<Task<bool>> check, CancellationToken cancellationToken)
    {
        var bucket = $"{KnownDevices.Prefix}session:{caller.SessionId:N}";
        if (await attempts.BeginAsync(user.NormalizedEmail!, bucket, cancellationToken) is not { } attempt)
            return Failed(caller, ProofResult.Locked);
        if (!await check())
            return Failed(caller, ProofResult.Wrong);
        await attempts.SucceedAsync(attempt, cancellationToken);
        return ProofResult.Good;
    }

    private ProofResult Failed(Caller caller, ProofResult result)
    {
        log.ProofFailed(caller.UserId, caller.SessionId, result);
        return result;
    }
}
