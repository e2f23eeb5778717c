namespace Samokoder.ApiService.Features.Auth.GitHub;

/// <summary>Who somebody is at GitHub.</summary>
/// <param name="Id">The number that stays when the login changes.</param>
/// <param name="Email">The primary one, which GitHub has verified.</param>
internal sealed record GitHubPerson(string Id, string Login, string Name, string Email);
