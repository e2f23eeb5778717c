using Samokoder.Contracts.Auth;

namespace Samokoder.ApiService.Features.Auth.GitHub;

/// <summary>Pages of Web that a visit to GitHub ends on.</summary>
internal static class GitHubPages
{
    /// <summary>
    /// Of somebody who is signed in. Browsers withhold SameSite=Strict cookies on a way that began on another site, so it leads over the page that
    /// renews the sign-in from our own.
    /// </summary>
    public static string SignedIn(string returnUrl) => LocalPath.With("/session/resume", "returnUrl", returnUrl);

    public static string Code(string returnUrl) => LocalPath.With("/login/github", "returnUrl", returnUrl);

    /// <param name="visit">Null when it is not known what the visit was for.</param>
    public static string Failure(GitHubVisit? visit, string outcome) => visit?.Connect is null
        ? LocalPath.With(LocalPath.With("/login", GitHubOutcomes.Parameter, outcome), "returnUrl", LocalPath.Sanitize(visit?.ReturnUrl))
        : Connected(visit, outcome);

    /// <summary>The visit began on another site: the person may begin it on our own page.</summary>
    public static string FromElsewhere(string? returnUrl) =>
        LocalPath.With(LocalPath.With("/login", GitHubOutcomes.Parameter, GitHubOutcomes.FromElsewhere), "returnUrl", LocalPath.Sanitize(returnUrl));

    public static string Connected(GitHubVisit visit, string outcome) => SignedIn(LocalPath.With(visit.ReturnUrl, GitHubOutcomes.Parameter, outcome));
}
