using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Samokoder.ApiService.Http;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.ApiService.Mail;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Data;
using Samokoder.Data.Accounts;
using Samokoder.Data.Mail;

namespace Samokoder.ApiService.Features.Auth.Passwords;

/// <summary>Changes the password of who is signed in and ends their other sign-ins.</summary>
internal sealed class ChangePasswordHandler(UserManager<User> users, AccountProof proof, SessionEnds ends, MailOutbox outbox, SecurityLog log, SamokoderDbContext db)
{
    private const int CodeLength = 40;

    public async Task<Results<NoContent, InvalidRequest, Unauthenticated, TooMany>> HandleAsync(
        ChangePasswordRequest request, Caller caller, HttpContext context, CancellationToken cancellationToken)
    {
        if (await db.Users.FindAsync([caller.UserId], cancellationToken) is not { PasswordHash: not null } user)
            return AccountProof.WrongPassword;
        if (new Validator().Bounded("code", request.Code, CodeLength).Problem is { } invalid)
            return invalid;
        if (PasswordRules.Explain(request.NewPassword, user.Email) is { } weak)
            return PasswordRules.Weak("newPassword", weak);
        var proven = await proof.ByAllAsync(caller, user, request.CurrentPassword, request.Code, cancellationToken);
        if (proven == ProofResult.Locked)
            return proof.Locked;
        if (proven != ProofResult.Good)
            return AccountProof.Refuse(proven);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var changed = await users.ChangePasswordAsync(user, request.CurrentPassword, request.NewPassword);
        if (!changed.Succeeded)
            return AccountProof.WrongPassword;
        var ended = await ends.EndAllAsync(db, user.Id, except: caller.SessionId, cancellationToken);
        outbox.Add(db, MailKinds.PasswordChanged, user.Email!, user.Locale ?? context.Locale());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await ends.AnnounceAsync(ended);
        outbox.Wake();
        log.PasswordChanged(user.Id, "by its owner", context.ClientAddress());
        return TypedResults.NoContent();
    }
}
