using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Samokoder.PreviewGateway.Forwarding;

/// <summary>Connections to dev servers over TCP and Unix sockets: one handler for all, with a pool per address.</summary>
internal sealed class Upstreams : IDisposable
{
    private const string UnixPrefix = "unix:";
    private const string UnixHostSuffix = ".unix.invalid";
    private static readonly HttpRequestOptionsKey<string> SocketPath = new("samokoder.socket");
    private static readonly ConcurrentDictionary<string, string> UnixPrefixes = new(StringComparer.Ordinal);
    private static readonly TimeSpan LookFor = TimeSpan.FromSeconds(1);

    public Upstreams(IOptions<GatewayOptions> options) => Invoker = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ActivityHeadersPropagator = null, // an app learns nothing of our traces; what its visitor sends passes as it is
        ConnectTimeout = options.Value.ConnectTimeout,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        EnableMultipleHttp2Connections = true,
        ConnectCallback = ConnectAsync,
        MeterFactory = new Unmeasured(), // by default six counts a request, each labelled with the app's address: that grows with the number of previews
    });

    public HttpMessageInvoker Invoker { get; }

    /// <summary>The URL that stands for an address; a socket's is made from its path, so that it has a pool of its own.</summary>
    public static string PrefixOf(string address) => IsUnix(address, out var path)
        ? UnixPrefixes.GetOrAdd(path, static socket => $"http://{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(socket)).AsSpan(0, 16))}{UnixHostSuffix}/")
        : address;

    /// <summary>Tells the handler where the request goes when that is not in its URL.</summary>
    public static void Aim(HttpRequestMessage request, string address)
    {
        if (IsUnix(address, out var path)) request.Options.Set(SocketPath, path);
    }

    /// <summary>Whether something listens there now.</summary>
    public async Task<bool> CanConnectAsync(string address, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LookFor);
        try
        {
            var unix = IsUnix(address, out var path);
            await using var stream = unix
                ? await ConnectUnixAsync(path, limit.Token)
                : await ConnectTcpAsync(new DnsEndPoint(new Uri(address).Host, new Uri(address).Port), limit.Token);
            return true;
        }
        catch (Exception exception) when (
            exception is SocketException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    public void Dispose() => Invoker.Dispose();

    private static ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        context.InitialRequestMessage.Options.TryGetValue(SocketPath, out var path)
            ? ConnectUnixAsync(path, cancellationToken)
            : ConnectTcpAsync(context.DnsEndPoint, cancellationToken);

    private static ValueTask<Stream> ConnectUnixAsync(string path, CancellationToken cancellationToken) => ConnectAsync(
        new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), new UnixDomainSocketEndPoint(path), cancellationToken);

    private static ValueTask<Stream> ConnectTcpAsync(DnsEndPoint endPoint, CancellationToken cancellationToken) =>
        ConnectAsync(new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, endPoint, cancellationToken);

    private static async ValueTask<Stream> ConnectAsync(Socket socket, EndPoint endPoint, CancellationToken cancellationToken)
    {
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsUnix(string address, out string path)
    {
        var unix = address.StartsWith(UnixPrefix, StringComparison.Ordinal);
        path = unix ? address[UnixPrefix.Length..] : "";
        return unix;
    }

    /// <summary>Meters that nobody listens to: their name begins with none that telemetry knows.</summary>
    private sealed class Unmeasured : IMeterFactory
    {
        private readonly Meter _meter = new("unmeasured");

        public Meter Create(MeterOptions options) => _meter;

        public void Dispose() => _meter.Dispose();
    }
}
