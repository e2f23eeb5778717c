using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Samokoder.AgentService.Sandboxes.Unisolated;

/// <summary>A port of this machine.</summary>
internal sealed class LoopbackPort : IServiceEndpoint
{
    public LoopbackPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}");

    public DateTimeOffset? LastUsed => null;

    public bool TryPublish()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false; // Not yet.
        }
    }

    public void Remove()
    {
        // A port needs no cleaning up.
    }
}
