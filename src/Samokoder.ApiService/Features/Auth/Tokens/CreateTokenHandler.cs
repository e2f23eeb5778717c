using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth.Tokens;

/// <summary>Makes a token, for whoever proves the account once more: a stolen session must not gain a way in that outlives it.</summary>
internal sealed class CreateTokenHandler(SamokoderDbContext db, AccountProof proof, SecurityLog log, TimeProvider time)
{
    private const int NameLength = 80;
    private const int MostDays = 365;
    private const int MostTokens = 50;
    private const int HintLength = 4;
    private const int CodeLength = 40;

    public async Task<Results<Created<TokenCreated>, InvalidRequest, Unauthenticated, StateConflict, TooMany>> HandleAsync(
        CreateTokenRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (Validate(request) is { } invalid)
            return invalid;
        if (await db.Users.FindAsync([caller.UserId], cancellationToken) is not { } user)
            return new Unauthenticated(ErrorCodes.SessionEnded, "This account does not exist any more.");
        var proven = await proof.ByAllAsync(caller, user, request.Password, request.Code, cancellationToken);
        if (proven == ProofResult.Locked)
            return proof.Locked;
        if (proven != ProofResult.Good)
            return AccountProof.Refuse(proven);
        var now = time.GetUtcNow();
        if (await db.PersonalTokens.CountAsync(t => t.UserId == caller.UserId && t.RevokedAt == null && t.ExpiresAt > now, cancellationToken) >= MostTokens)
            return new StateConflict(ErrorCodes.TooManyTokens, $"There are {MostTokens} personal access tokens already. Revoke some that are not used.");
        var text = PersonalTokens.Prefix + RefreshTokenValue.Create();
        var token = new PersonalToken
        {
            Id = Guid.CreateVersion7(now), UserId = caller.UserId, Name = request.Name.Trim(), Hash = RefreshTokenValue.Hash(text), Hint = text[^HintLength..],
            Scopes = request.Scopes.Contains(TokenScope.Write) ? [TokenScope.Read, TokenScope.Write] : [TokenScope.Read],
            CreatedAt = now, ExpiresAt = now.AddDays(request.ExpiresInDays),
        };
        db.PersonalTokens.Add(token);
        await db.SaveChangesAsync(cancellationToken);
        log.TokenMade(caller.UserId, token.Id);
        return TypedResults.Created((string?)null, new TokenCreated(text, token.ToInfo()));
    }

    private static InvalidRequest? Validate(CreateTokenRequest request) => new Validator()
        .Required("name", request.Name, NameLength)
        .OneLine("name", request.Name)
        .Check(request.Scopes is { Count: > 0 } scopes && scopes.All(s => s is TokenScope.Read or TokenScope.Write), "scopes", "It must be a list of read, write, or both.")
        .Check(request.ExpiresInDays is >= 1 and <= MostDays, "expiresInDays", $"It must be 1 to {MostDays}.")
        .Bounded("password", request.Password, PasswordRules.MaxLength)
        .Bounded("code", request.Code, CodeLength)
        .Problem;
}
