using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Samokoder.Contracts.Sandboxes;

namespace Samokoder.AgentService.Sandboxes.Egress;

/// <summary>
/// One project's HTTP CONNECT proxy on a unix socket. It reads the first lines of a connection and no more: what is inside is
/// the client's and the server's own TLS.
/// </summary>
internal sealed partial class EgressProxy : IAsyncDisposable
{
    private const int KeptAttempts = 200;
    private const int MaxConnections = 128;
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(15);

    private readonly Guid projectId;
    private readonly EgressPolicy policy;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly Socket listener;
    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim slots = new(MaxConnections);
    private readonly ConcurrentDictionary<Task, bool> connections = new();
    private readonly ConcurrentQueue<EgressAttempt> attempts = new();
    private readonly Task accepting;

    public EgressProxy(Guid projectId, string socketPath, EgressPolicy policy, TimeProvider time, ILogger log)
    {
        this.projectId = projectId;
        this.policy = policy;
        this.time = time;
        this.log = log;
        File.Delete(socketPath);
        listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(socketPath));
        // The folder decides who reaches it; the sandbox user must be able to connect.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(socketPath, (UnixFileMode)0b110_110_110);
        listener.Listen(64);
        accepting = AcceptAsync();
    }

    public IReadOnlyList<EgressAttempt> Attempts => [.. attempts];

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        await Task.WhenAll(connections.Keys);
        stopping.Dispose();
        slots.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await slots.WaitAsync(stopping.Token);
                Track(ServeAsync(await listener.AcceptAsync(stopping.Token)));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                if (!stopping.IsCancellationRequested)
                    LogAcceptFailed(log, projectId, e.Message);
            }
        }
    }

    private void Track(Task connection)
    {
        connections[connection] = true;
        _ = connection.ContinueWith(done => connections.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task ServeAsync(Socket client)
    {
        using var socket = client;
        try
        {
            await HandleAsync(socket);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            LogBroken(log, projectId, e.Message);
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task HandleAsync(Socket client)
    {
        using var connecting = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        connecting.CancelAfter(ConnectTime);
        if (await ConnectRequest.ReadAsync(client, connecting.Token) is not { } request)
            return;

        var (server, refusal) = await OpenAsync(request, connecting.Token);
        Record(request, refusal);
        if (server is null)
        {
            await AnswerAsync(client, 403, "Forbidden", $"Samokoder: {refusal?.Sentence}\n", connecting.Token);
            return;
        }
        using (server)
        {
            await client.SendAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), connecting.Token);
            await Task.WhenAll(CopyAsync(client, server), CopyAsync(server, client));
        }
    }

    private async Task<(Socket? Server, Refused? Refusal)> OpenAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        if (request.Host is not { Length: > 0 } host)
            return (null, new(EgressRefusal.NotHttps, "Only HTTPS leaves the sandbox (a CONNECT request)."));
        if (!policy.Allows(host, request.Port))
            return (null, new(EgressRefusal.NotAllowed, string.Create(CultureInfo.InvariantCulture, $"The sandbox may not reach {host}:{request.Port}. Whoever runs this server can allow it with Sandbox:EgressAllow.")));
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
            var usable = policy.AllowsPrivate(host, request.Port) ? addresses : [.. addresses.Where(a => PublicAddress.Is(a) && !PublicAddress.IsOfThisMachine(a))];
            if (usable.Length == 0)
                return (null, new(EgressRefusal.PrivateNetwork, $"{host} has no public address, and the sandbox may not reach private networks (Sandbox:EgressAllowPrivate)."));
            var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await ConnectAsync(server, usable, request.Port, cancellationToken);
            return (server, null);
        }
        catch (SocketException e)
        {
            return (null, new(EgressRefusal.Unreachable, $"{host} could not be reached: {e.Message}."));
        }
    }

    /// <summary>To the addresses that were checked, not to the name, which could resolve to something else the second time.</summary>
    private static async Task ConnectAsync(Socket server, IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        try
        {
            await server.ConnectAsync(addresses, port, cancellationToken);
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16_384];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, stopping.Token)) > 0)
                await to.SendAsync(buffer.AsMemory(0, count), stopping.Token);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone: the other one must not wait for it.
            from.Dispose();
            to.Dispose();
        }
    }

    private void Record(ConnectRequest request, Refused? refusal)
    {
        attempts.Enqueue(new EgressAttempt(time.GetUtcNow(), request.Host ?? "", request.Port, refusal?.Sentence, refusal?.Kind));
        while (attempts.Count > KeptAttempts)
            attempts.TryDequeue(out _);
        if (refusal is null)
            LogAllowed(log, projectId, request.Host!, request.Port);
        else
            LogRefused(log, projectId, request.Host ?? "?", request.Port, refusal.Sentence);
    }

    private static async Task AnswerAsync(Socket client, int status, string reason, string body, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} {reason}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n\r\n");
        await client.SendAsync(Encoding.ASCII.GetBytes(head), cancellationToken);
        await client.SendAsync(bytes, cancellationToken);
        client.Shutdown(SocketShutdown.Send);
    }

    [LoggerMessage(LogLevel.Information, "Sandbox of project {ProjectId} connected to {Host}:{Port}.")]
    private static partial void LogAllowed(ILogger logger, Guid projectId, string host, int port);

    [LoggerMessage(LogLevel.Information, "Sandbox of project {ProjectId} was refused {Host}:{Port}: {Reason}")]
    private static partial void LogRefused(ILogger logger, Guid projectId, string host, int port, string reason);

    private sealed record Refused(EgressRefusal Kind, string Sentence);

    [LoggerMessage(LogLevel.Debug, "An egress connection of project {ProjectId} broke: {Reason}")]
    private static partial void LogBroken(ILogger logger, Guid projectId, string reason);

    [LoggerMessage(LogLevel.Warning, "The egress proxy of project {ProjectId} could not accept a connection: {Reason}")]
    private static partial void LogAcceptFailed(ILogger logger, Guid projectId, string reason);
}
