using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Samokoder.Contracts.Auth;

namespace Samokoder.ApiService.Features.Auth.GitHub;

/// <summary>
/// Exchanges a code for a token (RFC 6749 4.1.3 with the verifier of RFC 7636), asks with it who the person is, and forgets it.
/// </summary>
internal sealed partial class GitHubClient(HttpClient http, IOptions<GitHubOptions> options, ILogger<GitHubClient> logger)
{
    private const int LongestLogin = 80;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public async Task<GitHubAnswer> IdentifyAsync(string code, string verifier, string redirectUri, CancellationToken cancellationToken)
    {
        try
        {
            if (await ExchangeAsync(code, verifier, redirectUri, cancellationToken) is not { } token)
                return new GitHubAnswer.Failed(GitHubOutcomes.Refused);
            var user = await GetAsync<User>("/user", token, cancellationToken);
            var emails = await GetAsync<IReadOnlyList<Email>>("/user/emails", token, cancellationToken);
            return emails.FirstOrDefault(e => e is { Primary: true, Verified: true })?.Address is { } email && EmailRules.IsPlausible(email)
                ? new GitHubAnswer.Known(PersonOf(user, email))
                : new GitHubAnswer.Failed(GitHubOutcomes.EmailUnverified);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            Unreachable(exception);
            return new GitHubAnswer.Failed(GitHubOutcomes.Unavailable);
        }
    }

    /// <summary>Null when GitHub does not accept the code. It says so with status 200.</summary>
    private async Task<string?> ExchangeAsync(string code, string verifier, string redirectUri, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{options.Value.BaseUrl.TrimEnd('/')}/login/oauth/access_token");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Content = new FormUrlEncodedContent(
        [
            new("client_id", options.Value.ClientId!), new("client_secret", options.Value.ClientSecret!), new("code", code),
            new("redirect_uri", redirectUri), new("code_verifier", verifier),
        ]);
        using var response = await http.SendAsync(request, cancellationToken);
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized)
            return Refuse(((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<Token>(Json, cancellationToken);
        return answer?.AccessToken ?? Refuse(answer?.Error);
    }

    private async Task<T> GetAsync<T>(string path, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, options.Value.ApiUrl.TrimEnd('/') + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.github+json"));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Samokoder", null)); // GitHub refuses requests without one.
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken) ?? throw new JsonException("null");
    }

    private string? Refuse(string? error)
    {
        Refused(error is { Length: <= 60 } ? error : "(no word)");
        return null;
    }

    private static GitHubPerson PersonOf(User user, string email)
    {
        var login = OneLine(user.Login) is { Length: > 0 } text ? text : throw new JsonException("login");
        return new GitHubPerson(
            user.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), login, OneLine(user.Name) is { Length: > 0 } name ? name : login, email);
    }

    private static string OneLine(string? text) => new([.. (text ?? "").Where(c => !char.IsControl(c)).Take(LongestLogin)]);

    [LoggerMessage(LogLevel.Warning, "GitHub did not accept a sign-in: {Error}")]
    private partial void Refused(string error);

    [LoggerMessage(LogLevel.Warning, "GitHub does not answer")]
    private partial void Unreachable(Exception exception);

    private sealed record Token(string? AccessToken, string? Error);

    private sealed record User(long Id, string? Login, string? Name);

    private sealed record Email([property: System.Text.Json.Serialization.JsonPropertyName("email")] string? Address, bool Primary, bool Verified);
}
