using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Http;
using Samokoder.ApiService.Mail;
using Samokoder.Contracts.Auth;
using Samokoder.Data;
using Samokoder.Data.Mail;

namespace Samokoder.ApiService.Features.Auth.GitHub;

/// <summary>A browser comes back from GitHub: signs it in, makes its account, or connects GitHub to the one that it came from.</summary>
internal sealed class GitHubCallbackHandler(
    GitHubClient github, GitHubLogins logins, GitHubRegistration registration, OneTimeSecrets secrets, SignIn signIn, MailOutbox outbox, SecurityLog log, SamokoderDbContext db)
{
    private const int LongestCode = 500;

    /// <summary>Where to send the browser.</summary>
    public async Task<string> HandleAsync(string? code, string? state, string? error, HttpContext context, CancellationToken cancellationToken)
    {
        var visit = await secrets.TakeAsync<GitHubVisit>(state);
        var browser = GitHubCookies.ReadState(context);
        GitHubCookies.ClearState(context);
        if (visit is null || browser is null || !CryptographicOperations.FixedTimeEquals(visit.Browser, RefreshTokenValue.Hash(browser)))
            return GitHubPages.Failure(null, GitHubOutcomes.Expired);
        if (error is not null || code is not { Length: > 0 and <= LongestCode })
            return GitHubPages.Failure(visit, error == "access_denied" ? GitHubOutcomes.Cancelled : GitHubOutcomes.Refused);
        return await github.IdentifyAsync(code, visit.Verifier, visit.RedirectUri, cancellationToken) switch
        {
            GitHubAnswer.Known known when visit.Connect is { } permit => GitHubPages.Connected(visit, await ConnectAsync(permit, known.Person, context, cancellationToken)),
            GitHubAnswer.Known known => await SignInAsync(visit, known.Person, context, cancellationToken),
            GitHubAnswer.Failed failed => GitHubPages.Failure(visit, failed.Outcome),
            _ => throw new InvalidOperationException("GitHub's answer is neither."),
        };
    }

    /// <summary>By GitHub's number alone: an e-mail, proven or not, opens no account that its owner did not connect.</summary>
    private async Task<string> SignInAsync(GitHubVisit visit, GitHubPerson person, HttpContext context, CancellationToken cancellationToken)
    {
        var user = await logins.FindUserAsync(person.Id, cancellationToken);
        if (user is null)
        {
            (user, var outcome) = await registration.CreateAsync(person, context, cancellationToken);
            if (user is null)
                return GitHubPages.Failure(visit, outcome);
        }

        if (user.IsBlocked)
        {
            log.SignInFailed(user.Id, "blocked", context.ClientAddress());
            return GitHubPages.Failure(visit, GitHubOutcomes.Blocked);
        }

        if (user.TwoFactorEnabled)
        {
            GitHubCookies.WriteProven(context, await secrets.PutAsync(new GitHubProof(user.Id), GitHubCookies.Lifetime));
            return GitHubPages.Code(visit.ReturnUrl);
        }

        await signIn.StartAsync(user, "GitHub", context, cancellationToken);
        return GitHubPages.SignedIn(visit.ReturnUrl);
    }

    private async Task<string> ConnectAsync(GitHubPermit permit, GitHubPerson person, HttpContext context, CancellationToken cancellationToken)
    {
        var isSignedIn = await db.Sessions.AnyAsync(
            s => s.Id == permit.SessionId && s.RevokedAt == null && db.Users.Any(u => u.Id == permit.UserId && u.Id == s.UserId && !u.IsBlocked), cancellationToken);
        if (!isSignedIn)
            return GitHubOutcomes.Expired;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await logins.TryAddAsync(permit.UserId, person.Id, person.Login, cancellationToken))
            return GitHubOutcomes.Taken;
        var owner = await db.Users.SingleAsync(u => u.Id == permit.UserId, cancellationToken);
        outbox.Add(db, MailKinds.GitHubConnected, owner.Email!, owner.Locale ?? context.Locale(), new GitHubConnectedMail.Connection(person.Login));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        log.GitHub("connected", permit.UserId);
        return GitHubOutcomes.Connected;
    }
}
