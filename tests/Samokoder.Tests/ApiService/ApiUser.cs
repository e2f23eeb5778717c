using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Contracts.Projects;

namespace Samokoder.Tests.ApiService;

/// <summary>A person with a browser of their own: cookies, and an Origin with everything that changes something.</summary>
internal sealed class ApiUser : IDisposable
{
    public const string Password = "correct horse battery";

    private readonly HttpClient _http;

    public ApiUser(Uri address)
    {
        Cookies = new CookieContainer();
        _http = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        Origin = address.GetLeftPart(UriPartial.Authority);
    }

    public CookieContainer Cookies { get; }

    public HttpClient Http => _http;

    public string? Origin { get; set; }

    public string Email { get; private set; } = "";

    public Guid Id { get; private set; }

    public string? Cookie(string name) => Cookies.GetCookies(_http.BaseAddress!)[name]?.Value;

    /// <summary>Null removes it.</summary>
    public void SetCookie(string name, string? value)
    {
        if (Cookies.GetCookies(_http.BaseAddress!)[name] is { } old)
            old.Expired = true;
        if (value is not null)
            Cookies.Add(_http.BaseAddress!, new Cookie(name, value, "/"));
    }

    public async Task RegisterAsync(string? email = null)
    {
        Email = email ?? $"u{Guid.CreateVersion7():N}@example.org";
        var answer = await PostAsync<SignedIn>("v1/auth/register", new RegisterRequest(Email, Password), HttpStatusCode.Created);
        Id = answer.User.Id;
    }

    public async Task<ProjectCreated> CreateProjectAsync(string prompt = "A shopping list", string? name = null) =>
        await PostAsync<ProjectCreated>("v1/projects", new CreateProjectRequest(prompt, name), HttpStatusCode.Created);

    public async Task<T> GetAsync<T>(string path)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<T>(ContractJson.Options))!;
    }

    public async Task<T> PostAsync<T>(string path, object body, HttpStatusCode expected)
    {
        using var response = await SendAsync(HttpMethod.Post, path, body);
        Assert.True(expected == response.StatusCode, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        return (await response.Content.ReadFromJsonAsync<T>(ContractJson.Options))!;
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null) => SendAsync(
        method, path, body is null ? null : new StringContent(JsonSerializer.Serialize(body, ContractJson.Options), Encoding.UTF8, "application/json"));

    public Task<HttpResponseMessage> SendRawAsync(HttpMethod method, string path, string json) =>
        SendAsync(method, path, new StringContent(json, Encoding.UTF8, "application/json"));

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (Origin is not null && method != HttpMethod.Get)
            request.Headers.Add("Origin", Origin);
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>A problem as clients see it.</summary>
internal sealed record ProblemAnswer(
    string Type, string Title, int Status, string Detail, string Code, string TraceId, Dictionary<string, string[]>? Errors)
{
    /// <summary>Checks that the answer is a complete problem with the status and code.</summary>
    public static async Task<ProblemAnswer> ExpectAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{response.StatusCode} instead of {status}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<ProblemAnswer>(text, ContractJson.Options)!;
        Assert.Equal(code, problem.Code);
        Assert.Equal((int)status, problem.Status);
        Assert.False(string.IsNullOrWhiteSpace(problem.Type) || string.IsNullOrWhiteSpace(problem.Title) || string.IsNullOrWhiteSpace(problem.Detail) || string.IsNullOrWhiteSpace(problem.TraceId));
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        return problem;
    }
}
