using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Samokoder.Tests.Support;

/// <summary>Passes bytes on to a server, which may change, until it is told to break every connection, as the death of the server does.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _open = [];
    private readonly Task _accepting;

    public TcpRelay(IPEndPoint target)
    {
        Target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Of connections from now on. Where nobody listens there, a connection ends at once.</summary>
    public IPEndPoint Target { get; set; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void BreakAll()
    {
        while (_open.TryTake(out var socket))
        {
            Reset(socket);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        BreakAll();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        var pumps = new List<Task>();
        try
        {
            while (true)
            {
                pumps.Add(ServeAsync(await _listener.AcceptSocketAsync()));
            }
        }
        catch (SocketException) when (!_listener.Server.IsBound)
        {
            await Task.WhenAll(pumps); // The listener was stopped.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        using (var server = new Socket(Target.AddressFamily, SocketType.Stream, ProtocolType.Tcp))
        {
            (client.NoDelay, server.NoDelay) = (true, true);
            try
            {
                await server.ConnectAsync(Target);
            }
            catch (SocketException)
            {
                return; // As a server that is not there.
            }

            _open.Add(client);
            _open.Add(server);
            await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
        }
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }
        catch (ObjectDisposedException)
        {
            // Its connection has ended already.
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        try
        {
            await using var source = new NetworkStream(from);
            await using var sink = new NetworkStream(to);
            await source.CopyToAsync(sink);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or SocketException)
        {
            // Broken, as it was asked to be.
        }
    }
}
