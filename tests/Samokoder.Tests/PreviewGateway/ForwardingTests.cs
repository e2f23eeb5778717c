using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Samokoder.Tests.PreviewGateway;

[Collection(GatewayCollection.Name)]
public sealed class ForwardingTests(GatewayFixture gateway)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_reaches_the_app_with_its_method_path_query_and_body(bool unixSocket)
    {
        Action<WebApplication> map = app => app.Map("/{**path}", async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            return $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {await reader.ReadToEndAsync()}";
        });
        await using var upstream = unixSocket ? await Upstream.OnUnixSocketAsync(map) : await Upstream.OnTcpAsync(map);
        var id = await gateway.RunningAsync(upstream);
        using var client = gateway.Client();
        using var request = gateway.Request(HttpMethod.Put, id, "/a/b%20c?x=1&y=%D1%8F");
        request.Content = new StringContent("тело");

        using var response = await client.SendAsync(request, Token);

        Assert.Equal("PUT /a/b%20c?x=1&y=%D1%8F тело", await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Sockets_at_different_paths_do_not_share_connections()
    {
        await using var one = await Upstream.OnUnixSocketAsync(app => app.MapGet("/", () => "one"));
        await using var other = await Upstream.OnUnixSocketAsync(app => app.MapGet("/", () => "other"));
        var (idOfOne, idOfOther) = (await gateway.RunningAsync(one), await gateway.RunningAsync(other));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("one", await GetTextAsync(idOfOne, "/"));
            Assert.Equal("other", await GetTextAsync(idOfOther, "/"));
        }
    }

    [Fact]
    public async Task A_WebSocket_echoes_through_the_gateway()
    {
        await using var upstream = await Upstream.OnTcpAsync(app => app.UseWebSockets().Run(EchoAsync));
        var id = await gateway.RunningAsync(upstream);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", gateway.PassFor(id));
        socket.Options.AddSubProtocol("vite-hmr");
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = (_, cancellationToken) => GatewayFixture.ConnectAsync(gateway.Port, cancellationToken),
        });

        await socket.ConnectAsync(new Uri($"ws://{GatewayFixture.HostOf(id)}:{gateway.Port}/hot"), invoker, Token);
        await socket.SendAsync(Encoding.UTF8.GetBytes("привет"), WebSocketMessageType.Text, endOfMessage: true, Token);
        var buffer = new byte[100];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), Token);

        Assert.Equal("vite-hmr", socket.SubProtocol);
        Assert.Equal("привет", Encoding.UTF8.GetString(buffer, 0, received.Count));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);
    }

    [Fact]
    public async Task A_WebSocket_of_another_origin_is_refused()
    {
        await using var upstream = await Upstream.OnTcpAsync(app => app.UseWebSockets().Run(EchoAsync));
        var id = await gateway.RunningAsync(upstream);
        using var client = gateway.Client();
        using var request = gateway.Request(HttpMethod.Get, id, "/hot");
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "websocket");
        request.Headers.Add("Origin", $"http://{GatewayFixture.HostOf("other")}:{gateway.Port}");

        using var response = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Server_sent_events_arrive_one_by_one()
    {
        using var next = new SemaphoreSlim(0);
        await using var upstream = await Upstream.OnTcpAsync(app => app.MapGet("/events", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            for (var i = 0; i < 3; i++)
            {
                await context.Response.WriteAsync($"data: {i}\n\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await next.WaitAsync(context.RequestAborted); // the next only after the test has seen this one
            }
        }));
        var id = await gateway.RunningAsync(upstream);
        using var client = gateway.Client();
        using var response = await client.SendAsync(gateway.Request(HttpMethod.Get, id, "/events"), HttpCompletionOption.ResponseHeadersRead, Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal($"data: {i}", await reader.ReadLineAsync(Token));
            Assert.Equal("", await reader.ReadLineAsync(Token));
            next.Release();
        }
    }

    [Fact]
    public async Task A_range_is_passed_on_and_answered_in_part()
    {
        var bytes = Enumerable.Range(0, 1000).Select(i => (byte)i).ToArray();
        await using var upstream = await Upstream.OnTcpAsync(app =>
            app.MapGet("/video", () => Results.Bytes(bytes, "video/mp4", enableRangeProcessing: true)));
        var id = await gateway.RunningAsync(upstream);
        using var client = gateway.Client();
        using var request = gateway.Request(HttpMethod.Get, id, "/video");
        request.Headers.Range = new(100, 199);

        using var response = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal("bytes 100-199/1000", response.Content.Headers.ContentRange?.ToString());
        Assert.Equal(bytes[100..200], await response.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task An_upload_larger_than_the_servers_default_limit_streams_through()
    {
        const int Size = 48 * 1024 * 1024;
        await using var upstream = await Upstream.OnTcpAsync(app => app.MapPost("/upload", async (HttpContext context) =>
        {
            var buffer = new byte[65536];
            long total = 0;
            for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;) total += read;
            return total.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }));
        var id = await gateway.RunningAsync(upstream);
        using var client = gateway.Client();
        using var request = gateway.Request(HttpMethod.Post, id, "/upload");
        request.Content = new ByteArrayContent(new byte[Size]);

        using var response = await client.SendAsync(request, Token);

        Assert.Equal($"{Size}", await response.Content.ReadAsStringAsync(Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_above_the_limit_is_answered_413(bool chunked)
    {
        await using var upstream = await Upstream.OnTcpAsync(app => app.MapPost("/upload", async (HttpContext context) =>
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted)));
        var id = await gateway.RunningAsync(upstream);
        using var client = gateway.Client();
        using var request = gateway.Request(HttpMethod.Post, id, "/upload");
        request.Headers.ExpectContinue = !chunked;
        request.Headers.TransferEncodingChunked = chunked;
        request.Content = new ByteArrayContent(new byte[GatewayFixture.MaxBody + 1]);

        using var response = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("body-too-large", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_breaks_off_gives_502_in_words()
    {
        await using var upstream = await Upstream.OnTcpAsync(app => app.MapGet("/", (HttpContext context) => context.Abort()));
        var id = await gateway.RunningAsync(upstream);
        using var client = gateway.Client();

        using var response = await client.SendAsync(gateway.Navigation(id, "/"), Token);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("The app broke off its answer", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("preview.localhost")]
    [InlineData("localhost")]
    [InlineData("a.b.preview.localhost")]
    [InlineData("evil.example")]
    [InlineData("under_score.preview.localhost")]
    [InlineData("preview.localhost.evil.example")]
    public async Task A_host_that_is_no_previews_has_nothing_to_offer_but_health(string host)
    {
        using var client = gateway.Client();
        using var health = await client.GetAsync(new Uri($"http://{host}:{gateway.Port}/alive"), Token);
        using var other = await client.GetAsync(new Uri($"http://{host}:{gateway.Port}/"), Token);

        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task Health_of_a_previews_host_is_the_apps()
    {
        await using var upstream = await Upstream.OnTcpAsync(app => app.MapGet("/health", () => "the app's"));
        Assert.Equal("the app's", await GetTextAsync(await gateway.RunningAsync(upstream), "/health"));
    }

    [Fact]
    public async Task A_change_in_the_directory_is_followed_at_once()
    {
        await using var before = await Upstream.OnTcpAsync(app => app.MapGet("/", () => "before"));
        await using var after = await Upstream.OnTcpAsync(app => app.MapGet("/", () => "after"));
        var id = await gateway.RunningAsync(before);
        Assert.Equal("before", await GetTextAsync(id, "/"));

        await gateway.SetRunningAsync(id, after.Address);

        // The announcement is on its way; it needs no more than a moment.
        while (await GetTextAsync(id, "/") != "after") await Task.Yield();
    }

    private async Task<string> GetTextAsync(string id, string path)
    {
        using var client = gateway.Client();
        using var response = await client.SendAsync(gateway.Request(HttpMethod.Get, id, path), Token);
        return await response.Content.ReadAsStringAsync(Token);
    }

    private static async Task EchoAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest) return;
        using var socket = await context.WebSockets.AcceptWebSocketAsync(context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault());
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } received)
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, context.RequestAborted);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }
}
