using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace Samokoder.Tests.EmbeddedHosting;

public sealed class DashboardTests : IAsyncLifetime
{
    private const string Secret = "not-for-browsers";
    private readonly TemporaryFolder _folder = new();
    private DistributedApplication _app = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Uri Root => new(_app.DashboardUrl!, "/");

    public async ValueTask InitializeAsync()
    {
        var builder = DistributedApplicationTestingBuilder.Create($"--Samokoder:DataPath={_folder.Path}", "--Samokoder:Dashboard:Enabled=true");
        var parameter = builder.AddParameter("card", Secret, secret: true);
        builder.AddExecutable("sample", "node", _folder.Path, "-e", EngineFixture.Server)
            .WithHttpEndpoint(env: "PORT")
            .WithEnvironment("CARD", parameter)
            .WithEnvironment("VISIBLE", "plain");
        _app = await builder.BuildAsync();
        await _app.StartAsync();
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("sample");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Without_the_link_nothing_is_shown()
    {
        using var client = Client();

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(Root, Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(new Uri(Root, "/api/events"), Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync(new Uri(Root, "/api/resources/sample/stop"), content: null, Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(new Uri(Root, "/login?t=guess"), Token)).StatusCode);
    }

    [Fact]
    public async Task The_link_signs_in_with_a_cookie_that_scripts_cannot_read()
    {
        using var client = Client();

        var answer = await client.GetAsync(_app.DashboardUrl, Token);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains("httponly", answer.Headers.GetValues("Set-Cookie").Single(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Samokoder", await client.GetStringAsync(Root, Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task A_request_of_another_site_is_refused_even_with_the_cookie(string header, string value)
    {
        using var client = await SignedInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Root, "/api/resources/sample/stop"));
        request.Headers.Add(header, value);

        Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(request, Token)).StatusCode);
        Assert.True(_app.Engine.Board.IsHealthy("sample"));
    }

    [Fact]
    public async Task The_stream_shows_resources_and_console_but_no_secret()
    {
        using var client = await SignedInAsync();
        await using var stream = await client.GetStreamAsync(new Uri(Root, "/api/events"), Token);
        using var reader = new StreamReader(stream);
        List<string> seen = [];
        while (!(seen.Exists(l => l.Contains("VISIBLE", StringComparison.Ordinal)) && seen.Exists(l => l.Contains("listening", StringComparison.Ordinal))))
            seen.Add(await reader.ReadLineAsync(Token) ?? throw new InvalidOperationException("The stream ended."));

        Assert.DoesNotContain(seen, l => l.Contains(Secret, StringComparison.Ordinal));
        Assert.Contains(seen, l => l.Contains("\"name\":\"CARD\",\"value\":null", StringComparison.Ordinal));
        Assert.Contains(seen, l => l.Contains("\"state\":\"Running\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Buttons_stop_and_start()
    {
        using var client = await SignedInAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsync(new Uri(Root, "/api/resources/sample/stop"), content: null, Token)).StatusCode);
        Assert.False(_app.Engine.Board.IsHealthy("sample"));
        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsync(new Uri(Root, "/api/resources/sample/start"), content: null, Token)).StatusCode);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("sample", Token);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync(new Uri(Root, "/api/resources/sample/explode"), content: null, Token)).StatusCode);
    }

    private async Task<HttpClient> SignedInAsync()
    {
        var client = Client();
        await client.GetAsync(_app.DashboardUrl, Token);
        return client;
    }

    private static HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false });
}
