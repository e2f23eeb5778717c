using System.Net;
using System.Net.Sockets;

namespace Samokoder.AgentService.Previews;

/// <summary>Speaks to an app at the address that its sandbox gave it: <c>unix:/path</c> or <c>http://host:port</c>.</summary>
internal static class AppHttp
{
    private const string UnixScheme = "unix:";

    /// <summary>A client that reaches that app whatever host a request names.</summary>
    public static HttpClient CreateClient(string address, TimeSpan timeout) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (_, token) => new NetworkStream(await ConnectAsync(address, token), ownsSocket: true),
    })
    { Timeout = timeout };

    public static Uri UriFor(string address, string path) =>
        new(new Uri(address.StartsWith(UnixScheme, StringComparison.Ordinal) ? "http://localhost" : address), path);

    public static async Task<Socket> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        var isUnix = address.StartsWith(UnixScheme, StringComparison.Ordinal);
        var socket = isUnix ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(isUnix ? new UnixDomainSocketEndPoint(address[UnixScheme.Length..]) : EndPointOf(address), cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static DnsEndPoint EndPointOf(string address)
    {
        var uri = new Uri(address);
        return new DnsEndPoint(uri.Host, uri.Port);
    }
}
