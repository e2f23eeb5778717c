using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Samokoder.ApiService.Http.Limits;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.ApiService.Mail;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Auth.GitHub;

internal static class GitHubEndpoints
{
    private const long Body = 8 * 1024;
    private const int ReturnUrlLength = 1000;
    private const int CodeLength = 40;
    private const int AnswerLimit = 256 * 1024;

    private static readonly TimeSpan PermitLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static void AddGitHub(this IServiceCollection services)
    {
        services.AddOptions<GitHubOptions>().BindConfiguration(GitHubOptions.Section)
            .Validate(o => o.IsValid, "Auth:GitHub: ClientId and ClientSecret must be set together; BaseUrl and ApiUrl must be https addresses.")
            .ValidateOnStart();
        services.AddHttpClient<GitHubClient>(http => (http.Timeout, http.MaxResponseContentBufferSize) = (Patience, AnswerLimit))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
        services.AddSingleton<OneTimeSecrets>().AddSingleton<OwnPages>();
        services.AddScoped<IMailWriter, GitHubConnectedMail>();
        services.AddScoped<GitHubLogins>().AddScoped<GitHubRegistration>().AddScoped<GitHubStartHandler>().AddScoped<GitHubCallbackHandler>().AddScoped<GitHubCodeHandler>();
    }

    public static void MapGitHub(this RouteGroupBuilder auth)
    {
        var group = auth.MapGroup("/github");
        group.MapGet("/start", StartAsync).WithName("startGitHub").AllowAnonymous().Produces(StatusCodes.Status302Found)
            .WithSummary("Send the browser to GitHub, to sign in or with a ticket to connect");
        group.MapGet("/callback", CallbackAsync).WithName("returnFromGitHub").AllowAnonymous().Produces(StatusCodes.Status302Found)
            .WithSummary("Where GitHub sends the browser back to; leads to a page of Web, whatever came of it");
        group.MapPost("/code", SendCodeAsync).WithName("sendGitHubCode").AllowAnonymous().RequireRateLimiting(RatePolicies.Auth)
            .WithSummary("The second factor after GitHub, in the browser that came back from there");
        group.MapGet("", GetAsync).WithName("getGitHub").WithSummary("Whether a GitHub account is connected");
        group.MapPost("/connect", ConnectAsync).WithName("connectGitHub").WithBodyLimit(Body).WithSummary("Allow this sign-in to connect a GitHub account");
        group.MapDelete("", DisconnectAsync).WithName("disconnectGitHub").WithBodyLimit(Body).WithSummary("Disconnect GitHub; not while it is the only way in");
    }

    private static Task<Results<RedirectHttpResult, Missing>> StartAsync(
        [Description("Path to come back to.")] string? returnUrl, [Description("Of connectGitHub.")] string? ticket, GitHubStartHandler handler,
        IOptions<GitHubOptions> options, HttpContext context) => RedirectAsync(options, () => handler.HandleAsync(returnUrl, ticket, context));

    private static Task<Results<RedirectHttpResult, Missing>> CallbackAsync(
        string? code, string? state, string? error, GitHubCallbackHandler handler, IOptions<GitHubOptions> options, HttpContext context, CancellationToken cancellationToken) =>
        RedirectAsync(options, () => handler.HandleAsync(code, state, error, context, cancellationToken));

    private static Task<Results<Ok<SignedIn>, InvalidRequest, Unauthenticated, Refused, TooMany>> SendCodeAsync(
        GitHubCodeRequest request, GitHubCodeHandler handler, HttpContext context, CancellationToken cancellationToken) =>
        handler.HandleAsync(request, context, cancellationToken);

    private static async Task<Ok<GitHubConnection>> GetAsync(
        Caller caller, GitHubLogins logins, IOptions<GitHubOptions> options, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        var user = await db.Users.FindAsync([caller.UserId], cancellationToken);
        return TypedResults.Ok(new GitHubConnection(
            options.Value.IsConfigured, await logins.FindLoginAsync(caller.UserId, cancellationToken), user?.PasswordHash is not null));
    }

    private static async Task<Results<Ok<GitHubTicket>, InvalidRequest, Unauthenticated, Missing, StateConflict, TooMany>> ConnectAsync(
        ConnectGitHubRequest request, Caller caller, AccountProof proof, GitHubLogins logins, OneTimeSecrets secrets, IOptions<GitHubOptions> options,
        SamokoderDbContext db, CancellationToken cancellationToken)
    {
        if (!options.Value.IsConfigured)
            return NotHere;
        if (new Validator().Required("password", request.Password, PasswordRules.MaxLength).Bounded("returnUrl", request.ReturnUrl, ReturnUrlLength).Bounded("code", request.Code, CodeLength).Problem is { } invalid)
            return invalid;
        if (await logins.FindLoginAsync(caller.UserId, cancellationToken) is not null)
            return new StateConflict(ErrorCodes.GitHubConnected, "A GitHub account is connected already. Disconnect it first.");
        if (await db.Users.FindAsync([caller.UserId], cancellationToken) is not { PasswordHash: not null } user)
            return AccountProof.WrongPassword;
        var proven = await proof.ByAllAsync(caller, user, request.Password, request.Code, cancellationToken);
        return proven switch
        {
            ProofResult.Good => TypedResults.Ok(new GitHubTicket(
                await secrets.PutAsync(new GitHubPermit(caller.UserId, caller.SessionId, LocalPath.Sanitize(request.ReturnUrl)), PermitLifetime))),
            ProofResult.Locked => proof.Locked,
            _ => AccountProof.Refuse(proven),
        };
    }

    private static async Task<Results<NoContent, InvalidRequest, Unauthenticated, Missing, StateConflict, TooMany>> DisconnectAsync(
        [FromBody] DisconnectGitHubRequest request, Caller caller, AccountProof proof, GitHubLogins logins, SecurityLog log, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        if (new Validator().Required("password", request.Password, PasswordRules.MaxLength).Bounded("code", request.Code, CodeLength).Problem is { } invalid)
            return invalid;
        if (await logins.FindLoginAsync(caller.UserId, cancellationToken) is null || await db.Users.FindAsync([caller.UserId], cancellationToken) is not { } user)
            return new Missing("No GitHub account is connected.");
        if (user.PasswordHash is null)
            return new StateConflict(ErrorCodes.LastWayIn, "GitHub is the only way in to this account. Set a password first, by “Forgot the password”.");
        var proven = await proof.ByAllAsync(caller, user, request.Password, request.Code, cancellationToken);
        if (proven == ProofResult.Locked)
            return proof.Locked;
        if (proven != ProofResult.Good)
            return AccountProof.Refuse(proven);
        await logins.RemoveAsync(user.Id, cancellationToken);
        log.GitHub("disconnected", user.Id);
        return TypedResults.NoContent();
    }

    /// <summary>A browser is on its way: whatever happens, it ends on a page and not on a problem in JSON.</summary>
    private static async Task<Results<RedirectHttpResult, Missing>> RedirectAsync(IOptions<GitHubOptions> options, Func<Task<string>> find)
    {
        if (!options.Value.IsConfigured)
            return NotHere;
        try
        {
            return TypedResults.Redirect(await find());
        }
        catch (Exception exception) when (StoreFailures.IsStoreAway(exception))
        {
            return TypedResults.Redirect(GitHubPages.Failure(null, GitHubOutcomes.Unavailable));
        }
    }

    private static Missing NotHere => new("This installation has no sign-in with GitHub. Sign in with e-mail and password.");
}
