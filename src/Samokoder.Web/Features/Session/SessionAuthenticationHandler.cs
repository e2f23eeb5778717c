using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Samokoder.Contracts;
using Samokoder.ServiceDefaults.Security;

namespace Samokoder.Web.Features.Session;

/// <summary>Signs a request in by its access token cookie; whoever is not signed in is led to the sign-in page and back.</summary>
internal sealed class SessionAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    AccessTokenReader reader, SessionTokens tokens) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "session";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var cookie = HostCookie.Read(Request, ServiceNames.AccessTokenCookie);
        if (string.IsNullOrEmpty(cookie))
            return AuthenticateResult.NoResult();
        if (await reader.ReadAsync(cookie) is not { } token)
            return AuthenticateResult.NoResult();
        tokens.Keep(token);
        Context.Features.Set(token);
        return AuthenticateResult.Success(new(new ClaimsPrincipal(token.Identity), Scheme));
    }

    /// <summary>
    /// A visit with the hint of an earlier sign-in goes over a page that refreshes through the browser: its cookies may be over, or
    /// withheld by SameSite because the link stands on another site.
    /// </summary>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var returnUrl = ReturnUrl.ToQuery(Request.PathBase + Request.Path + Request.QueryString);
        var page = HostCookie.Read(Request, SessionCookies.HintCookie) is not null ? "/session/resume" : "/login";
        Response.Redirect(page + returnUrl);
        return Task.CompletedTask;
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
