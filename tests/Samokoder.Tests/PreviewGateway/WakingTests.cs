using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Samokoder.Contracts.Previews;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.PreviewGateway;

[Collection(GatewayCollection.Name)]
public sealed class WakingTests(GatewayFixture gateway)
{
    private readonly string _id = GatewayFixture.NewId();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stopped_preview_is_woken_once_and_its_visitors_see_the_starting_page()
    {
        var started = new TaskCompletionSource();
        gateway.Agent.OnStart(_id, async () =>
        {
            await started.Task;
            return FakeAgent.State(_id, PreviewStatus.Running);
        });

        var pages = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => NavigateAsync()));
        await using var upstream = await Upstream.OnTcpAsync(app => app.MapGet("/", () => "the app"));
        await gateway.SetRunningAsync(_id, upstream.Address);
        started.SetResult();
        await UntilAsync("running");
        var (status, text) = await NavigateAsync();

        Assert.All(pages, page => Assert.Equal(HttpStatusCode.ServiceUnavailable, page.Status));
        Assert.All(pages, page => Assert.Contains("data-samokoder-page=\"starting\"", page.Text, StringComparison.Ordinal));
        Assert.Equal(1, gateway.Agent.StartsOf(_id));
        Assert.Equal((HttpStatusCode.OK, "the app"), (status, text));
    }

    [Fact]
    public async Task A_quick_start_needs_no_starting_page()
    {
        await using var upstream = await Upstream.OnTcpAsync(app => app.MapGet("/", () => "the app"));
        gateway.Agent.OnStart(_id, async () =>
        {
            await gateway.SetRunningAsync(_id, upstream.Address);
            return FakeAgent.State(_id, PreviewStatus.Running);
        });
        Assert.Equal((HttpStatusCode.OK, "the app"), await NavigateAsync());
    }

    [Fact]
    public async Task Scripts_are_told_to_come_again()
    {
        await gateway.SetAsync(_id, PreviewStatus.Starting);
        using var client = gateway.Client();
        using var response = await client.SendAsync(gateway.Request(HttpMethod.Post, _id, "/api/items"), Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("1", response.Headers.RetryAfter?.ToString());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(0, gateway.Agent.StartsOf(_id));
    }

    [Fact]
    public async Task A_failed_start_shows_its_output_and_another_try_starts_again()
    {
        await gateway.SetAsync(_id, PreviewStatus.Failed, "npm exited with 1.");
        gateway.Agent.SetState(FakeAgent.State(_id, PreviewStatus.Failed, "npm exited with 1.", "Error: <cannot> find module 'vite'"));
        var (status, text) = await NavigateAsync();
        var seen = await StatusAsync();
        var tried = new TaskCompletionSource<PreviewState>();
        gateway.Agent.OnStart(_id, () => tried.Task);
        using var client = gateway.Client();
        using var retry = await client.SendAsync(gateway.Request(HttpMethod.Post, _id, "/__samokoder/start"), Token);
        var starting = await StatusAsync();
        tried.SetResult(FakeAgent.State(_id, PreviewStatus.Failed, "again"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("data-samokoder-page=\"failed\"", text, StringComparison.Ordinal);
        Assert.Contains("npm exited with 1.", text, StringComparison.Ordinal);
        Assert.Equal("failed", seen.GetProperty("status").GetString());
        Assert.Equal("Error: <cannot> find module 'vite'", Assert.Single(seen.GetProperty("output").EnumerateArray()).GetString());
        Assert.Equal("starting", starting.GetProperty("status").GetString());
        Assert.Equal(1, gateway.Agent.StartsOf(_id));
    }

    [Fact]
    public async Task Output_in_a_page_is_text_not_markup()
    {
        gateway.Agent.OnStart(_id, () => Task.FromResult(FakeAgent.State(_id, PreviewStatus.Failed, "<b>bad</b>\nline", "<script>alert(1)</script>")));
        var (_, text) = await NavigateAsync();
        Assert.Contains("&lt;script&gt;alert(1)", text, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;bad", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_preview_is_not_found()
    {
        var (status, text) = await NavigateAsync();
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("There is no such preview", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_no_longer_listens_is_woken_again()
    {
        var upstream = await Upstream.OnTcpAsync(app => app.MapGet("/", () => "first"));
        await gateway.SetRunningAsync(_id, upstream.Address);
        var (_, first) = await NavigateAsync();
        await upstream.DisposeAsync();
        await using var restarted = await Upstream.OnTcpAsync(app => app.MapGet("/", () => "second"));
        gateway.Agent.OnStart(_id, async () =>
        {
            await gateway.SetRunningAsync(_id, restarted.Address);
            return FakeAgent.State(_id, PreviewStatus.Running);
        });

        var (status, page) = await NavigateAsync();
        await UntilAsync("running");
        var (_, second) = await NavigateAsync();

        Assert.Equal("first", first);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("data-samokoder-page=\"starting\"", page, StringComparison.Ordinal);
        Assert.Equal("second", second);
        Assert.Equal(1, gateway.Agent.StartsOf(_id));
    }

    [Fact]
    public async Task The_status_says_running_only_when_something_listens()
    {
        await gateway.SetRunningAsync(_id, $"http://127.0.0.1:{Ports.Free()}");
        var waiting = new TaskCompletionSource<PreviewState>();
        gateway.Agent.OnStart(_id, () => waiting.Task);
        Assert.Equal("starting", (await StatusAsync()).GetProperty("status").GetString());
        waiting.SetResult(FakeAgent.State(_id, PreviewStatus.Starting));
    }

    [Fact]
    public async Task Without_AgentService_the_page_says_so()
    {
        var port = Ports.Free();
        var settings = gateway.Settings();
        settings["services:agent:http:0"] = $"http://127.0.0.1:{Ports.Free()}";
        await using var second = new GatewayFactory(port, settings);
        second.StartServer();
        using var client = gateway.Client(port);

        using var response = await client.SendAsync(gateway.Navigation(_id, "/"), Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("The app cannot be started right now", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ru-RU,ru;q=0.9,en;q=0.8", "Запускаем приложение")]
    [InlineData("en-US,en;q=0.9,ru;q=0.1", "Starting your app")]
    [InlineData("de", "Starting your app")]
    public async Task Pages_speak_the_visitors_language(string accepted, string expected)
    {
        await gateway.SetAsync(_id, PreviewStatus.Starting);
        using var request = gateway.Navigation(_id, "/");
        request.Headers.Add("Accept-Language", accepted);
        using var client = gateway.Client();
        using var response = await client.SendAsync(request, Token);
        Assert.Contains($"<title>{expected}</title>", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_and_start_need_a_pass()
    {
        using var client = gateway.Client();
        using var status = await client.SendAsync(gateway.Request(HttpMethod.Get, _id, "/__samokoder/status", withPass: false), Token);
        using var start = await client.SendAsync(gateway.Request(HttpMethod.Post, _id, "/__samokoder/start", withPass: false), Token);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (status.StatusCode, start.StatusCode));
        Assert.Equal(0, gateway.Agent.StartsOf(_id));
    }

    private async Task<(HttpStatusCode Status, string Text)> NavigateAsync()
    {
        using var client = gateway.Client();
        using var response = await client.SendAsync(gateway.Navigation(_id, "/"), Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    private async Task<JsonElement> StatusAsync()
    {
        using var client = gateway.Client();
        using var response = await client.SendAsync(gateway.Request(HttpMethod.Get, _id, "/__samokoder/status"), Token);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    private async Task UntilAsync(string status)
    {
        while ((await StatusAsync()).GetProperty("status").GetString() != status) await Task.Yield();
    }
}
