using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth.SecondFactor;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth.Registration;

/// <summary>
/// Makes a stored registration an account. The mail's link alone is not enough: the password that was chosen must be known too, or the owner of the
/// address would confirm an account that somebody else has the password of.
/// </summary>
internal sealed class ConfirmRegistrationHandler(
    PendingRegistrations pending, RegistrationLinks links, IPasswordHasher<User> hasher, DummyPassword dummy, SignInAttempts attempts, KnownDevices devices,
    AccountProof proof, SecondFactorRule rule, SignIn signIn, SamokoderDbContext db, TimeProvider time)
{
    public async Task<Results<Created<SignedIn>, InvalidRequest, Unauthenticated, TooMany>> HandleAsync(
        ConfirmRegistrationRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = links.Read(request.Token);
        var found = id is null ? null : await db.PendingRegistrations.SingleOrDefaultAsync(r => r.Id == id && r.ExpiresAt > now, cancellationToken);
        if (found?.PasswordHash is null)
        {
            dummy.Check(request.Password ?? "");
            return LinkInvalid;
        }

        if (await attempts.BeginAsync(found.NormalizedEmail, devices.BucketOf(context, found.NormalizedEmail), cancellationToken) is not { } attempt)
            return proof.Locked;
        if (hasher.VerifyHashedPassword(Nobody, found.PasswordHash, request.Password ?? "") == PasswordVerificationResult.Failed)
            return new Unauthenticated(ErrorCodes.InvalidCredentials, "This is not the password that was chosen when registering. Check it, or register again.");
        await attempts.SucceedAsync(attempt, cancellationToken);
        if (await pending.AcceptAsync(found, isConfirmed: true, cancellationToken) is not { } user)
            return LinkInvalid;
        await signIn.StartAsync(user, "registration", context, cancellationToken);
        return TypedResults.Created((string?)null, new SignedIn(user.ToInfo(rule)));
    }

    private static User Nobody { get; } = new() { DisplayName = "", Tier = "" };

    private static InvalidRequest LinkInvalid => new(ErrorCodes.LinkInvalid, "This link is over or was used already. Sign in, or register again.");
}
