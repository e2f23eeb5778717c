using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Samokoder.Contracts.Previews;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.PreviewGateway;

/// <summary>Who sees a shared preview, and that nobody does once its owner says so.</summary>
[Collection(GatewayCollection.Name)]
public sealed class SharingTests(GatewayFixture gateway) : IAsyncLifetime
{
    private static readonly DateTimeOffset Tomorrow = TimeProvider.System.GetUtcNow().AddDays(1);

    private Upstream _upstream = null!;
    private string _id = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await Upstream.OnTcpAsync(app =>
        {
            app.UseWebSockets();
            app.Map("/{**path}", async context =>
            {
                if (!context.WebSockets.IsWebSocketRequest)
                {
                    await context.Response.WriteAsync("the app");
                    return;
                }

                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await socket.ReceiveAsync(new byte[1].AsMemory(), context.RequestAborted);
            });
        });
        _id = await gateway.RunningAsync(_upstream);
    }

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Fact]
    public async Task A_public_preview_is_seen_by_everybody_and_gives_no_pass()
    {
        await ShareAsync(new(1, PreviewAudience.Public, null));
        using var response = await GetAsync("/");
        Assert.Equal("the app", await response.Content.ReadAsStringAsync(Token));
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_public_preview_whose_time_is_over_is_private()
    {
        await ShareAsync(new(1, PreviewAudience.Public, TimeProvider.System.GetUtcNow().AddSeconds(-1)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("/"));
    }

    [Fact]
    public async Task A_link_opens_the_preview_for_many_and_its_pass_ends_with_it()
    {
        var end = TimeProvider.System.GetUtcNow().AddHours(2);
        await ShareAsync(new(1, PreviewAudience.Link, end));
        var link = $"/?__share={gateway.Tickets.IssueLink(_id, 1, end)}&tab=2";

        foreach (var _ in new[] { 1, 2 })
        {
            using var exchange = await GetAsync(link);
            Assert.Equal(HttpStatusCode.Found, exchange.StatusCode);
            Assert.EndsWith("/?tab=2", exchange.Headers.Location!.OriginalString, StringComparison.Ordinal);
            var cookie = Assert.Single(exchange.Headers.GetValues("Set-Cookie"));
            var lifetime = int.Parse(cookie.Split("Max-Age=")[1].Split(';')[0], System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(lifetime, 3600, 7200);
            Assert.Equal(HttpStatusCode.OK, await StatusAsync("/", cookie.Split(';')[0]));
        }
    }

    [Theory]
    [InlineData(PreviewAudience.Private)]
    [InlineData(PreviewAudience.Public)]
    public async Task A_link_gives_nothing_where_no_link_is_shared(PreviewAudience audience)
    {
        await ShareAsync(new(1, audience, null));
        using var response = await GetAsync($"/?__share={gateway.Tickets.IssueLink(_id, 1, Tomorrow)}");
        Assert.Equal(audience == PreviewAudience.Public ? HttpStatusCode.Found : HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_foreign_expired_or_revoked_link_is_refused()
    {
        await ShareAsync(new(2, PreviewAudience.Link, Tomorrow));
        string[] bad =
        [
            gateway.Tickets.IssueLink("another", 2, Tomorrow),
            gateway.Tickets.IssueLink(_id, 1, Tomorrow),
            gateway.Tickets.IssueLink(_id, 3, Tomorrow),
            gateway.Tickets.IssueLink(_id, 2, TimeProvider.System.GetUtcNow().AddSeconds(-1)),
            gateway.Tickets.IssueTicket(_id, 2),
            "",
        ];
        foreach (var token in bad)
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync($"/?__share={token}"));
    }

    [Fact]
    public async Task Revoking_ends_passes_links_and_open_sockets_at_once()
    {
        await ShareAsync(new(1, PreviewAudience.Link, null));
        var pass = $"samokoder_preview={gateway.Tickets.IssuePass(_id, 1, Tomorrow)}";
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/", pass));
        using var socket = await ConnectAsync(pass);

        gateway.Agent.SetAccess(_id, new(2, PreviewAudience.Private, null));
        await gateway.Directory.AnnounceAsync(_id);

        await Assert.ThrowsAnyAsync<WebSocketException>(() => socket.ReceiveAsync(new byte[1], Token));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("/", pass));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync($"/?__share={gateway.Tickets.IssueLink(_id, 1, null)}"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync($"/?__ticket={gateway.Tickets.IssueTicket(_id, 1)}"));
        Assert.Equal(HttpStatusCode.Found, await StatusAsync($"/?__ticket={gateway.Tickets.IssueTicket(_id, 2)}"));
    }

    [Fact]
    public async Task Without_AgentService_who_is_known_stays_in_and_a_change_lets_nobody_in()
    {
        var agent = await FakeAgent.StartAsync();
        var settings = gateway.Settings();
        settings["services:agent:http:0"] = agent.Url;
        var port = Ports.Free();
        await using var second = new GatewayFactory(port, settings);
        second.StartServer();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/", gateway.PassFor(_id), port));

        await agent.DisposeAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/", gateway.PassFor(_id), port));
        await gateway.Directory.AnnounceAsync(_id);
        while (await StatusAsync("/", gateway.PassFor(_id), port) != HttpStatusCode.ServiceUnavailable)
            await Task.Delay(20, Token);
    }

    /// <summary>AgentService knows no rule for it then (PreviewRuleTests).</summary>
    [Fact]
    public async Task A_preview_whose_owner_was_blocked_is_served_to_nobody_any_more()
    {
        await ShareAsync(new(1, PreviewAudience.Public, null));
        using var socket = await ConnectAsync(Pass(1));

        gateway.Agent.SetAccess(_id, null);
        await gateway.Directory.AnnounceAsync(_id);

        await Assert.ThrowsAnyAsync<WebSocketException>(() => socket.ReceiveAsync(new byte[1], Token));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("/"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("/", Pass(1)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync($"/?__ticket={gateway.Tickets.IssueTicket(_id, 1)}"));
    }

    private async Task ShareAsync(PreviewAccessRule rule)
    {
        gateway.Agent.SetAccess(_id, rule);
        await gateway.Directory.AnnounceAsync(_id);
        // The announcement travels by Redis: wait until this gateway has asked anew.
        var expected = rule.IsPublicAt(TimeProvider.System.GetUtcNow()) ? HttpStatusCode.OK : HttpStatusCode.Forbidden;
        while (await StatusAsync("/") != expected || (expected == HttpStatusCode.Forbidden && await StatusAsync("/", Pass(rule.Version)) != HttpStatusCode.OK))
            await Task.Delay(20, Token);
    }

    private string Pass(int version) => $"samokoder_preview={gateway.Tickets.IssuePass(_id, version, Tomorrow)}";

    private async Task<ClientWebSocket> ConnectAsync(string cookie)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", cookie);
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = (_, cancellationToken) => GatewayFixture.ConnectAsync(gateway.Port, cancellationToken),
        });
        await socket.ConnectAsync(new Uri($"ws://{GatewayFixture.HostOf(_id)}:{gateway.Port}/hot"), invoker, Token);
        return socket;
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string? cookie = null, int? port = null)
    {
        using var response = await GetAsync(path, cookie, port);
        return response.StatusCode;
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? cookie = null, int? port = null)
    {
        using var request = gateway.Request(HttpMethod.Get, _id, path, withPass: false);
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        using var client = gateway.Client(port);
        return await client.SendAsync(request, Token);
    }
}
