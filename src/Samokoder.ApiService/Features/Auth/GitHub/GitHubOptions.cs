namespace Samokoder.ApiService.Features.Auth.GitHub;

/// <summary>
/// Section <c>Auth:GitHub</c>: an OAuth app of this installation, whose callback is <c>{Web}/api/v1/auth/github/callback</c>. Without it nobody is
/// offered to sign in so.
/// </summary>
internal sealed class GitHubOptions
{
    public const string Section = "Auth:GitHub";

    public string? ClientId { get; set; }

    /// <summary>A secret; it stands in no message and no log.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>Where people sign in; another one for GitHub Enterprise.</summary>
    public Uri Address { get; set; } = new("https://github.com");

    public Uri ApiAddress { get; set; } = new("https://api.github.com");

    public bool IsConfigured => !string.IsNullOrWhiteSpace(ClientId) && !string.IsNullOrWhiteSpace(ClientSecret);
}
