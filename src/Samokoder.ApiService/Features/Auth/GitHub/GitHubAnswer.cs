using Samokoder.Contracts.Auth;

namespace Samokoder.ApiService.Features.Auth.GitHub;

/// <summary>What GitHub says to a code: a person, or one of <see cref="GitHubOutcomes"/>.</summary>
internal abstract record GitHubAnswer
{
    internal sealed record Known(GitHubPerson Person) : GitHubAnswer;

    internal sealed record Failed(string Outcome) : GitHubAnswer;
}
