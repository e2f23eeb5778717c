using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Samokoder.ApiService.Features.Auth.GitHub;
using Samokoder.ApiService.Features.Auth.Tokens;
using Samokoder.ApiService.Http;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Mail;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Data;
using Samokoder.Data.Accounts;
using Samokoder.Data.Mail;

namespace Samokoder.ApiService.Features.Auth.Passwords;

/// <summary>
/// Sets a new password by a link and ends every sign-in, and all else that whoever knew the former password may have left as a way in: personal tokens
/// and the connection to GitHub. It does not sign in, so a second factor is still asked for; the browser counts as known from here on, so guessing
/// from elsewhere does not keep its owner out.
/// </summary>
internal sealed class ResetPasswordHandler(
    UserManager<User> users, KnownDevices devices, SessionEnds ends, GitHubLogins gitHub, MailOutbox outbox, SecurityLog log, TimeProvider time, SamokoderDbContext db)
{
    public async Task<Results<NoContent, InvalidRequest, TooMany>> HandleAsync(
        ResetPasswordRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        if (PasswordLinks.Read(request.Token) is not { } link || await db.Users.FindAsync([link.UserId], cancellationToken) is not { IsBlocked: false } user)
            return LinkInvalid;
        if (!await users.VerifyUserTokenAsync(user, TokenOptions.DefaultProvider, UserManager<User>.ResetPasswordTokenPurpose, link.Token))
            return LinkInvalid;
        if (PasswordRules.Explain(request.NewPassword, user.Email) is { } weak)
            return PasswordRules.Weak("newPassword", weak);
        var hadPassword = user.PasswordHash is not null;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!(await users.ResetPasswordAsync(user, link.Token, request.NewPassword)).Succeeded)
            return LinkInvalid;
        var ended = await ends.EndAllAsync(db, user.Id, except: null, cancellationToken);
        await PersonalTokens.RevokeAllAsync(db, user.Id, time.GetUtcNow(), cancellationToken);
        if (hadPassword)
            await gitHub.RemoveAsync(user.Id, cancellationToken);
        outbox.Add(db, MailKinds.PasswordChanged, user.Email!, user.Locale ?? context.Locale());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await ends.AnnounceAsync(ended);
        outbox.Wake();
        log.PasswordChanged(user.Id, "by a link", context.ClientAddress());
        devices.Remember(context, user.NormalizedEmail!);
        return TypedResults.NoContent();
    }

    private static InvalidRequest LinkInvalid => new(ErrorCodes.LinkInvalid, "This link is over or was used already. Ask for a new one.");
}
