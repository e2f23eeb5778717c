using System.Net;
using Samokoder.Contracts.Auth;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.ApiService;

/// <summary>A browser that goes to GitHub and back, one redirect after the other, as far as the page of Web that it ends on.</summary>
internal sealed class GitHubBrowser(ApiUser user, FakeGitHub github) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { CookieContainer = user.Cookies, AllowAutoRedirect = false }) { BaseAddress = user.Http.BaseAddress, DefaultRequestHeaders = { { "Sec-Fetch-Site", "same-origin" } } };

    /// <summary>Where it ends: a path of Web with its query.</summary>
    public async Task<string> SignInAsync(string? returnUrl = null) => await FinishAsync(await ReturnAsync(await StartAsync(returnUrl)));

    /// <summary>The address at GitHub that the browser is sent to.</summary>
    public Task<string> StartAsync(string? returnUrl = null) =>
        LocationAsync($"v1/auth/github/start{(returnUrl is null ? "" : $"?returnUrl={Uri.EscapeDataString(returnUrl)}")}");

    /// <summary>What GitHub sends the browser back to.</summary>
    public Task<string> ReturnAsync(string authorize)
    {
        Assert.StartsWith(github.Address.ToString(), authorize, StringComparison.Ordinal);
        return LocationAsync(authorize);
    }

    public async Task<string> FinishAsync(string callback)
    {
        var end = await LocationAsync(callback);
        Assert.StartsWith("/", end, StringComparison.Ordinal);
        Assert.False(end.StartsWith("//", StringComparison.Ordinal), end);
        return end;
    }

    public async Task<string> ConnectAsync(string returnUrl = "/settings/security")
    {
        var ticket = await user.PostAsync<GitHubTicket>("v1/auth/github/connect", new ConnectGitHubRequest(ApiUser.Password, returnUrl), HttpStatusCode.OK);
        return await FinishAsync(await ReturnAsync(await LocationAsync($"v1/auth/github/start?ticket={ticket.Ticket}")));
    }

    public async Task<string> LocationAsync(string address)
    {
        using var answer = await _http.GetAsync(new Uri(address, UriKind.RelativeOrAbsolute));
        Assert.True(answer.StatusCode == HttpStatusCode.Found, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return answer.Headers.Location!.OriginalString;
    }

    /// <summary>As <see cref="StartAsync"/>, from a link that is somewhere else.</summary>
    public async Task<string> StartFromAsync(string? fetchSite, string? referrer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/auth/github/start?returnUrl=/usage");
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = user.Cookies, AllowAutoRedirect = false }) { BaseAddress = user.Http.BaseAddress };
        if (fetchSite is not null)
            request.Headers.Add("Sec-Fetch-Site", fetchSite);
        if (referrer is not null)
            request.Headers.Referrer = new Uri(referrer);
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    public void Dispose() => _http.Dispose();
}
