using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.ApiService.Features.Auth.SecondFactor;
using Samokoder.ApiService.Http;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Auth.GitHub;

/// <summary>The second factor of somebody whom GitHub vouched for a moment ago. Wrong codes count like those of a sign-in with a password.</summary>
internal sealed class GitHubCodeHandler(
    OneTimeSecrets secrets, SignInAttempts attempts, KnownDevices devices, SecondFactors factors, SecondFactorRule rule, AccountProof proof, SignIn signIn, SecurityLog log, SamokoderDbContext db)
{
    private const int CodeLength = 40;

    public async Task<Results<Ok<SignedIn>, InvalidRequest, Unauthenticated, Refused, TooMany>> HandleAsync(
        GitHubCodeRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        if (new Validator().Required("code", request.Code, CodeLength).Problem is { } invalid)
            return invalid;
        var secret = GitHubCookies.ReadProven(context);
        if (await secrets.PeekAsync<GitHubProof>(secret) is not { } proven || await db.Users.FindAsync([proven.UserId], cancellationToken) is not { } user)
            return Over;
        if (await attempts.BeginAsync(user.NormalizedEmail!, devices.BucketOf(context, user.NormalizedEmail!), cancellationToken) is not { } attempt)
        {
            log.SignInLocked(context.ClientAddress());
            return proof.Locked;
        }

        if (!await factors.TryUseAsync(user.Id, request.Code, cancellationToken))
        {
            log.SignInFailed(user.Id, "wrong code after GitHub", context.ClientAddress());
            return AccountProof.WrongCode;
        }

        await attempts.SucceedAsync(attempt, cancellationToken);
        if (await secrets.TakeAsync<GitHubProof>(secret) is null)
            return Over;
        GitHubCookies.ClearProven(context);
        if (user.IsBlocked)
            return SignIn.Blocked(user);
        await signIn.StartAsync(user, "GitHub and code", context, cancellationToken);
        return TypedResults.Ok(new SignedIn(user.ToInfo(rule)));
    }

    private static Unauthenticated Over => new(ErrorCodes.SignInOver, "This sign-in with GitHub took too long. Begin again.");
}
