using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Samokoder.Contracts.Previews;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.PreviewGateway;

/// <summary>Three gateways on one Redis, as behind a load balancer: what one of them learns holds for all.</summary>
[Collection(GatewayCollection.Name)]
public sealed class ReplicaTests(GatewayFixture gateway) : IAsyncLifetime
{
    private static readonly DateTimeOffset Tomorrow = TimeProvider.System.GetUtcNow().AddDays(1);

    private readonly List<GatewayFactory> _others = [];
    private readonly List<int> _ports = [];
    private Upstream _app = null!;
    private string _id = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await AppAsync("the app");
        _id = await gateway.RunningAsync(_app);
        _ports.Add(gateway.Port);
        for (var i = 0; i < 2; i++)
        {
            var port = Ports.Free();
            var other = new GatewayFactory(port, gateway.Settings());
            other.StartServer();
            _others.Add(other);
            _ports.Add(port);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var other in _others)
            await other.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_ticket_is_used_once_whichever_gateways_it_is_shown_to_at_the_same_moment()
    {
        for (var round = 0; round < 5; round++)
        {
            var path = $"/?__ticket={gateway.Tickets.IssueTicket(_id, 0)}";
            var answers = await Task.WhenAll(_ports.Concat(_ports).Select(port => StatusAsync(port, path)));
            Assert.Single(answers, HttpStatusCode.Found);
            Assert.Equal(5, answers.Count(a => a == HttpStatusCode.Forbidden));
        }
    }

    [Fact]
    public async Task The_pass_of_one_gateway_opens_the_others()
    {
        using var exchange = await GetAsync(_ports[1], $"/?__ticket={gateway.Tickets.IssueTicket(_id, 0)}");
        var pass = Assert.Single(exchange.Headers.GetValues("Set-Cookie")).Split(';')[0];
        Assert.All(await Task.WhenAll(_ports.Select(port => StatusAsync(port, "/", pass))), status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task Revoking_reaches_all_and_ends_the_sockets_that_each_of_them_has_open()
    {
        gateway.Agent.SetAccess(_id, new(1, PreviewAudience.Link, null));
        await gateway.Directory.AnnounceAsync(_id);
        var pass = $"samokoder_preview={gateway.Tickets.IssuePass(_id, 1, Tomorrow)}";
        await EverywhereAsync(HttpStatusCode.OK, pass);
        var sockets = await Task.WhenAll(_ports.Select(port => ConnectAsync(port, pass)));

        gateway.Agent.SetAccess(_id, new(2, PreviewAudience.Private, null));
        await gateway.Directory.AnnounceAsync(_id);

        foreach (var socket in sockets)
        {
            await Assert.ThrowsAnyAsync<WebSocketException>(() => socket.ReceiveAsync(new byte[1], Token));
            socket.Dispose();
        }
        foreach (var port in _ports)
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(port, "/", pass));
    }

    [Fact]
    public async Task An_app_that_moves_is_found_by_all_at_its_new_address()
    {
        var pass = gateway.PassFor(_id);
        Assert.All(await Task.WhenAll(_ports.Select(port => TextAsync(port, pass))), text => Assert.Equal("the app", text));

        await using var moved = await AppAsync("moved");
        await gateway.SetRunningAsync(_id, moved.Address);
        foreach (var port in _ports)
        {
            while (await TextAsync(port, pass) != "moved")
                await Task.Delay(20, Token);
        }
    }

    private static Task<Upstream> AppAsync(string text) => Upstream.OnTcpAsync(app =>
    {
        app.UseWebSockets();
        app.Map("/{**path}", async context =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                await context.Response.WriteAsync(text);
                return;
            }

            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.ReceiveAsync(new byte[1].AsMemory(), context.RequestAborted);
        });
    });

    private async Task EverywhereAsync(HttpStatusCode expected, string pass)
    {
        foreach (var port in _ports)
        {
            while (await StatusAsync(port, "/", pass) != expected)
                await Task.Delay(20, Token);
        }
    }

    private async Task<ClientWebSocket> ConnectAsync(int port, string cookie)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", cookie);
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = (_, cancellationToken) => GatewayFixture.ConnectAsync(port, cancellationToken) });
        await socket.ConnectAsync(new Uri($"ws://{GatewayFixture.HostOf(_id)}:{gateway.Port}/hot"), invoker, Token);
        return socket;
    }

    private async Task<string> TextAsync(int port, string pass)
    {
        using var response = await GetAsync(port, "/", pass);
        return await response.Content.ReadAsStringAsync(Token);
    }

    private async Task<HttpStatusCode> StatusAsync(int port, string path, string? cookie = null)
    {
        using var response = await GetAsync(port, path, cookie);
        return response.StatusCode;
    }

    private async Task<HttpResponseMessage> GetAsync(int port, string path, string? cookie = null)
    {
        using var request = gateway.Request(HttpMethod.Get, _id, path, withPass: false);
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        using var client = gateway.Client(port);
        return await client.SendAsync(request, Token);
    }
}
