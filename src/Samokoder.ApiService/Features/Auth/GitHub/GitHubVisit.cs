namespace Samokoder.ApiService.Features.Auth.GitHub;

/// <summary>Between sending a browser to GitHub and its return.</summary>
/// <param name="Browser">SHA-256 of the cookie that this browser alone has.</param>
/// <param name="Verifier">RFC 7636.</param>
/// <param name="RedirectUri">As it was sent; the exchange of the code must name the same.</param>
/// <param name="ReturnUrl">Path of ours.</param>
/// <param name="Connect">For whom GitHub is to be connected; null to sign in.</param>
internal sealed record GitHubVisit(byte[] Browser, string Verifier, string RedirectUri, string ReturnUrl, GitHubPermit? Connect);

/// <summary>Who is signed in and proved the account may connect GitHub to it.</summary>
internal sealed record GitHubPermit(Guid UserId, Guid SessionId, string ReturnUrl);

/// <summary>GitHub vouched for the owner of an account with a second factor, whose code is still owed.</summary>
internal sealed record GitHubProof(Guid UserId);
