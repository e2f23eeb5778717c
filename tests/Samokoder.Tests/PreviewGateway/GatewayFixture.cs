using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Garnet;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Samokoder.Contracts.Previews;
using Samokoder.Messaging.Previews;
using Samokoder.PreviewGateway;
using Samokoder.Tests.Support;
using StackExchange.Redis;

namespace Samokoder.Tests.PreviewGateway;

[CollectionDefinition(Name)]
public sealed class GatewayCollection : ICollectionFixture<GatewayFixture>
{
    public const string Name = "Preview gateway";
}

/// <summary>The real gateway on Kestrel, a real Redis protocol server, and an agent that answers what tests say.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    public const string Domain = "preview.localhost";
    public const string Studio = "http://localhost:8080";
    public const int MaxBody = 64 * 1024 * 1024;
    private const string Cookie = "samokoder_preview";

    private readonly int _redisPort = Ports.Free();
    private GarnetServer? _redis;
    private GatewayFactory? _gateway;
    private ConnectionMultiplexer? _connection;

    internal FakeAgent Agent { get; private set; } = null!;

    internal PreviewDirectory Directory { get; private set; } = null!;

    internal PreviewTickets Tickets { get; } = new(new byte[32], TimeProvider.System);

    internal IServiceProvider Services => _gateway!.Services;

    internal int Port { get; } = Ports.Free();

    internal string RedisConnection => $"127.0.0.1:{_redisPort}";

    public async ValueTask InitializeAsync()
    {
        await StartSurroundingsAsync();
        _gateway = new GatewayFactory(Port, Settings());
        _gateway.StartServer();
    }

    /// <summary>All but the gateway.</summary>
    internal async Task StartSurroundingsAsync()
    {
        _redis = new GarnetServer(["--bind", "127.0.0.1", "--port", $"{_redisPort}", "--memory", "64m", "--page", "4m", "--index", "4m", "-q"]);
        _redis.Start();
        _connection = await ConnectionMultiplexer.ConnectAsync(RedisConnection);
        Directory = new PreviewDirectory(_connection);
        Agent = await FakeAgent.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
        if (Agent is not null) await Agent.DisposeAsync();
        if (_connection is not null) await _connection.DisposeAsync();
        _redis?.Dispose();
    }

    internal static string NewId() => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz234567", 16);

    internal static string HostOf(string previewId) => $"{previewId}.{Domain}";

    internal Dictionary<string, string> Settings() => new(StringComparer.Ordinal)
    {
        ["ConnectionStrings:redis"] = RedisConnection,
        ["services:agent:http:0"] = Agent.Url,
        ["Internal:ServiceToken"] = FakeAgent.Token,
        ["Preview:TicketKey"] = Convert.ToBase64String(new byte[32]),
        ["Preview:Domain"] = Domain,
        ["Preview:Port"] = $"{Port}",
        ["Gateway:MaxRequestBodyBytes"] = $"{MaxBody}",
        ["Gateway:RefusalsPerMinute"] = "1000000",
        ["Web:Origin"] = Studio,
    };

    internal Task SetRunningAsync(string previewId, string address) => Directory.SetAsync(
        new(previewId, Guid.Empty, PreviewStatus.Running, address, Agent.Url, null, DateTimeOffset.UnixEpoch));

    internal Task SetAsync(string previewId, PreviewStatus status, string? error = null) => Directory.SetAsync(
        new(previewId, Guid.Empty, status, null, Agent.Url, error, DateTimeOffset.UnixEpoch));

    internal async Task<string> RunningAsync(Upstream upstream)
    {
        var id = NewId();
        await SetRunningAsync(id, upstream.Address);
        return id;
    }

    /// <summary>A client that reaches the gateway under every host name, keeps no cookies and follows nothing.</summary>
    internal HttpClient Client(int? port = null) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectCallback = (_, cancellationToken) => ConnectAsync(port ?? Port, cancellationToken),
    });

    internal HttpRequestMessage Request(HttpMethod method, string previewId, string path, bool withPass = true)
    {
        var request = new HttpRequestMessage(method, $"http://{HostOf(previewId)}:{Port}{path}");
        if (withPass) request.Headers.Add("Cookie", PassFor(previewId));
        return request;
    }

    internal HttpRequestMessage Navigation(string previewId, string path, bool withPass = true)
    {
        var request = Request(HttpMethod.Get, previewId, path, withPass);
        request.Headers.Add("Sec-Fetch-Mode", "navigate");
        request.Headers.Add("Accept", "text/html");
        return request;
    }

    internal string PassFor(string previewId) => $"{Cookie}={Tickets.IssuePass(previewId, 0, DateTimeOffset.MaxValue)}";

    internal static async ValueTask<Stream> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

}

/// <summary>The gateway's own Program, on a port of its own.</summary>
internal sealed class GatewayFactory : WebApplicationFactory<PreviewMiddleware>
{
    private readonly Dictionary<string, string> _settings;

    public GatewayFactory(int port, Dictionary<string, string> settings)
    {
        _settings = settings;
        // Not UseKestrel(port): that sets the address of a server which Program may have started by then.
        UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
    }

    /// <summary>With TLS, and so with HTTP/2.</summary>
    public GatewayFactory(int port, Dictionary<string, string> settings, System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
    {
        _settings = settings;
        UseKestrel(kestrel => kestrel.ListenLocalhost(port, listen => listen.UseHttps(certificate)));
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in _settings)
            builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(new HostLogs()));
    }
}
