using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Samokoder.Tests.Support;

/// <summary>Passes bytes on to a server until it is told to break every connection, as the death of the server does.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _open = [];
    private readonly Task _accepting;

    public TcpRelay(IPEndPoint target)
    {
        _listener.Start();
        _accepting = AcceptAsync(target);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void BreakAll()
    {
        while (_open.TryTake(out var socket))
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        BreakAll();
        await _accepting;
    }

    private async Task AcceptAsync(IPEndPoint target)
    {
        var pumps = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                var server = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(target);
                _open.Add(client);
                _open.Add(server);
                pumps.Add(Task.WhenAll(PumpAsync(client, server), PumpAsync(server, client)));
            }
        }
        catch (SocketException) when (!_listener.Server.IsBound)
        {
            await Task.WhenAll(pumps); // The listener was stopped.
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
