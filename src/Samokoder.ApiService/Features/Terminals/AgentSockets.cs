using System.Net.WebSockets;
using Samokoder.Contracts;

namespace Samokoder.ApiService.Features.Terminals;

/// <summary>WebSockets of AgentService's internal endpoints. The HTTP client carries the service token and finds the replicas by name.</summary>
internal sealed class AgentSockets(HttpClient http)
{
    private const string AnyReplica = "http://" + ServiceNames.Agent;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <param name="owner">Base address of the replica, or null for any.</param>
    /// <returns>Null when the replica does not answer or refuses.</returns>
    public async Task<WebSocket?> TryConnectAsync(string path, string? owner, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var invoker = new HttpMessageInvoker(new OverHttp(http));
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TerminalRelay.KeepAlive;
        socket.Options.KeepAliveTimeout = TerminalRelay.KeepAlive;
        var address = $"{owner?.TrimEnd('/') ?? AnyReplica}/internal/{path}";
        try
        {
            await socket.ConnectAsync(new Uri($"ws{address["http".Length..]}"), invoker, limit.Token);
            return socket;
        }
        catch (Exception exception) when (exception is WebSocketException or HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>A WebSocket begins as a request, and service discovery knows those of http only.</summary>
    private sealed class OverHttp(HttpClient http) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var isSecure = request.RequestUri!.Scheme == Uri.UriSchemeWss;
            request.RequestUri = new UriBuilder(request.RequestUri) { Scheme = isSecure ? Uri.UriSchemeHttps : Uri.UriSchemeHttp }.Uri;
            return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
    }
}
