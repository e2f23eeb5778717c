using System.Net;
using System.Net.Sockets;

namespace Samokoder.AgentService.Previews;

/// <summary>Asks a service for a page through whatever address its sandbox gave it.</summary>
internal sealed class ServiceProbe
{
    private const string UnixScheme = "unix:";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AttemptTime = TimeSpan.FromSeconds(10);

    /// <summary>Repeats the request until the answer is not a server error.</summary>
    public async Task<HttpStatusCode> GetAsync(string address, string path, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(HandlerFor(address)) { Timeout = AttemptTime };
        while (true)
        {
            if (await TryAsync(client, UriFor(address, path), cancellationToken) is { } status && (int)status < 500)
                return status;
            await Task.Delay(Interval, cancellationToken);
        }
    }

    private static async Task<HttpStatusCode?> TryAsync(HttpClient client, Uri uri, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null; // It does not answer yet.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null; // It took the request and thinks about it; ask again.
        }
    }

    private static SocketsHttpHandler HandlerFor(string address) => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        ConnectCallback = address.StartsWith(UnixScheme, StringComparison.Ordinal) ? (_, token) => ConnectAsync(address[UnixScheme.Length..], token) : null,
    };

    private static Uri UriFor(string address, string path) =>
        new(new Uri(address.StartsWith(UnixScheme, StringComparison.Ordinal) ? "http://localhost" : address), path);

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
