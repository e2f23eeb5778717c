using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Samokoder.ApiService.Http.Security;
using Samokoder.Contracts.Auth;

namespace Samokoder.ApiService.Features.Auth.GitHub;

/// <summary>Sends a browser to GitHub, and remembers which one and what for.</summary>
internal sealed class GitHubStartHandler(IOptions<GitHubOptions> options, IOptions<OriginOptions> origins, OwnPages pages, OneTimeSecrets secrets)
{
    private const string CallbackPath = "/v1/auth/github/callback";

    /// <summary>Where Web puts the API.</summary>
    private const string WebPrefix = "/api";

    /// <summary>Where to send the browser.</summary>
    public async Task<string> HandleAsync(string? returnUrl, string? ticket, HttpContext context)
    {
        if (!pages.Sent(context.Request))
            return GitHubPages.FromElsewhere(returnUrl);
        GitHubPermit? permit = null;
        if (ticket is not null && (permit = await secrets.TakeAsync<GitHubPermit>(ticket)) is null)
            return GitHubPages.Failure(null, GitHubOutcomes.Expired);
        if (permit is not null && (Caller.From(context.User) is not { } caller || caller.UserId != permit.UserId || caller.SessionId != permit.SessionId))
            return GitHubPages.Failure(null, GitHubOutcomes.Expired);
        var (browser, verifier, redirectUri) = (RefreshTokenValue.Create(), RefreshTokenValue.Create(), RedirectUri(context));
        var visit = new GitHubVisit(RefreshTokenValue.Hash(browser), verifier, redirectUri, LocalPath.Sanitize(permit?.ReturnUrl ?? returnUrl), permit);
        var state = await secrets.PutAsync(visit, GitHubCookies.Lifetime);
        GitHubCookies.WriteState(context, browser);
        return Authorize(state, verifier, redirectUri);
    }

    private string Authorize(string state, string verifier, string redirectUri) => QueryHelpers.AddQueryString(
        $"{options.Value.BaseUrl.TrimEnd('/')}/login/oauth/authorize",
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = options.Value.ClientId, ["redirect_uri"] = redirectUri, ["scope"] = "user:email", ["state"] = state,
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))), ["code_challenge_method"] = "S256",
        });

    /// <summary>GitHub compares it with the address that the OAuth app is registered with, so a false host leads nowhere.</summary>
    private string RedirectUri(HttpContext context)
    {
        if (origins.Value.Origin is { Length: > 0 } origin)
            return origin.TrimEnd('/') + WebPrefix + CallbackPath;
        var prefix = context.Request.Headers["X-Forwarded-Prefix"] == WebPrefix ? WebPrefix : "";
        return $"{context.Request.Scheme}://{context.Request.Host}{prefix}{CallbackPath}";
    }
}
