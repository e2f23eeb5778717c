namespace Samokoder.ApiService.Features.Auth.GitHub;

/// <summary>Section <c>Auth:GitHub</c>: an OAuth app of GitHub's. Without <see cref="ClientId"/> nobody signs in with GitHub.</summary>
internal sealed class GitHubOptions
{
    public const string Section = "Auth:GitHub";

    public string? ClientId { get; set; }

    /// <summary>A secret; it stands in no message and no log.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>Where people are sent to and codes are exchanged; another one for GitHub Enterprise.</summary>
    public string BaseUrl { get; set; } = "https://github.com";

    public string ApiUrl { get; set; } = "https://api.github.com";

    public bool IsConfigured => !string.IsNullOrWhiteSpace(ClientId);

    public bool IsValid => string.IsNullOrWhiteSpace(ClientId) == string.IsNullOrWhiteSpace(ClientSecret) && IsSafe(BaseUrl) && IsSafe(ApiUrl);

    /// <summary>Codes and the client's secret travel there: encrypted, or not beyond this machine.</summary>
    private static bool IsSafe(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
