using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth.SecondFactor;

internal static class TotpEndpoints
{
    private const string Issuer = "Samokoder";

    /// <summary>Room for a recovery code, however it is written.</summary>
    private const int CodeLength = 40;

    public static void MapTotp(this RouteGroupBuilder auth)
    {
        auth.MapPost("/totp", EnrolAsync).WithName("enrolTotp").WithMetadata(BeforeSecondFactor.Open)
            .WithSummary("Begin with an authenticator app; it counts, instead of the one before, once a code of it is confirmed");
        auth.MapPost("/totp/confirm", ConfirmAsync).WithName("confirmTotp").WithMetadata(BeforeSecondFactor.Open)
            .WithSummary("Make the authenticator app count; answers the recovery codes, once, and ends the other sign-ins");
        auth.MapPost("/totp/recovery-codes", RenewCodesAsync).WithName("renewRecoveryCodes").WithSummary("New recovery codes; the old ones are worthless then");
        auth.MapDelete("/totp", RemoveAsync).WithName("removeTotp").WithSummary("Remove the authenticator app; ends the other sign-ins");
    }

    private static async Task<Results<Ok<TotpEnrolment>, InvalidRequest, Unauthenticated, TooMany>> EnrolAsync(
        EnrolTotpRequest request, Caller caller, AccountProof proof, SecondFactors factors, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        if (new Validator().Bounded("password", request.Password, PasswordRules.MaxLength).Bounded("code", request.Code, CodeLength).Problem is { } invalid)
            return invalid;
        if (await db.Users.FindAsync([caller.UserId], cancellationToken) is not { } user)
            return Gone;
        var proven = await proof.ByAllAsync(caller, user, request.Password, request.Code, cancellationToken);
        if (proven == ProofResult.Locked)
            return proof.Locked;
        if (proven != ProofResult.Good)
            return AccountProof.Refuse(proven);
        var secret = await factors.BeginAsync(user.Id, cancellationToken);
        return TypedResults.Ok(new TotpEnrolment(secret, UriOf(user, secret)));
    }

    private static async Task<Results<Ok<RecoveryCodes>, InvalidRequest, Unauthenticated, TooMany>> ConfirmAsync(
        TotpCodeRequest request, Caller caller, AccountProof proof, SecondFactors factors, FactorChanges changes, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        if (Validate(request) is { } invalid)
            return invalid;
        if (await db.Users.FindAsync([caller.UserId], cancellationToken) is not { } user)
            return Gone;
        IReadOnlyList<string>? codes = null;
        var proven = await proof.CountAsync(
            caller, user, async () => (codes = await factors.ConfirmAsync(user.Id, request.Code, cancellationToken)) is not null, cancellationToken);
        if (proven == ProofResult.Locked)
            return proof.Locked;
        if (codes is null)
            return AccountProof.WrongCode;
        await changes.BeganAsync(caller, cancellationToken);
        return TypedResults.Ok(new RecoveryCodes(codes));
    }

    private static async Task<Results<Ok<RecoveryCodes>, InvalidRequest, Unauthenticated, StateConflict, TooMany>> RenewCodesAsync(
        TotpCodeRequest request, Caller caller, AccountProof proof, SecondFactors factors, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        if (Validate(request) is { } invalid)
            return invalid;
        if (await db.Users.FindAsync([caller.UserId], cancellationToken) is not { } user)
            return Gone;
        return await proof.ByCodeAsync(caller, user, request.Code, cancellationToken) switch
        {
            ProofResult.Good => TypedResults.Ok(new RecoveryCodes(await factors.ReplaceCodesAsync(user.Id, cancellationToken))),
            ProofResult.Locked => proof.Locked,
            ProofResult.Missing => NothingThere,
            _ => AccountProof.WrongCode,
        };
    }

    private static async Task<Results<NoContent, InvalidRequest, Unauthenticated, StateConflict, TooMany>> RemoveAsync(
        [FromBody] RemoveTotpRequest request, Caller caller, AccountProof proof, SecondFactors factors, SecondFactorRule rule, FactorChanges changes, SamokoderDbContext db,
        CancellationToken cancellationToken)
    {
        if (new Validator().Bounded("password", request.Password, PasswordRules.MaxLength).Required("code", request.Code, CodeLength).Problem is { } invalid)
            return invalid;
        if (await db.Users.FindAsync([caller.UserId], cancellationToken) is not { } user)
            return Gone;
        if (!user.TwoFactorEnabled)
            return NothingThere;
        if (rule.IsRequiredOf(user.IsAdmin))
            return SecondFactorRule.Kept;
        var proven = await proof.ByAllAsync(caller, user, request.Password, request.Code, cancellationToken);
        if (proven == ProofResult.Locked)
            return proof.Locked;
        if (proven != ProofResult.Good)
            return AccountProof.Refuse(proven);
        await factors.RemoveAsync(user.Id, cancellationToken);
        await changes.CeasedAsync(caller, cancellationToken);
        return TypedResults.NoContent();
    }

    private static InvalidRequest? Validate(TotpCodeRequest request) => new Validator().Required("code", request.Code, CodeLength).Problem;

    /// <summary>The key URI format of authenticator apps.</summary>
    private static string UriOf(User user, string secret) =>
        $"otpauth://totp/{Issuer}:{Uri.EscapeDataString(user.Email!)}?secret={secret}&issuer={Issuer}&algorithm=SHA1&digits=6&period=30";

    private static Unauthenticated Gone => new(ErrorCodes.SessionEnded, "This account does not exist any more.");

    private static StateConflict NothingThere => new(ErrorCodes.SecondFactorMissing, "No authenticator app is set up.");
}
