using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Samokoder.EmbeddedHosting.Engine;

/// <summary>
/// Finds ports that are free on loopback. Chosen ones lie below the range from which systems take the ports of outgoing
/// connections: a resource that is being restarted must find its port free again.
/// </summary>
internal sealed class PortAllocator
{
    private const int Lowest = 20_000;
    private const int Highest = 32_000;
    private const int Attempts = 200;
    private readonly HashSet<int> _given = [];

    /// <summary>The wanted port when it is free, otherwise another one.</summary>
    /// <exception cref="ResourceStartException">No port is free.</exception>
    public int Allocate(int? wanted)
    {
        if (wanted is { } port && !_given.Contains(port) && IsFree(port))
            return Give(port);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var candidate = RandomNumberGenerator.GetInt32(Lowest, Highest);
            if (!_given.Contains(candidate) && IsFree(candidate))
                return Give(candidate);
        }

        throw new ResourceStartException(
            $"No free port was found between {Lowest} and {Highest}. Stop other programs that hold ports there and start again.");
    }

    public static bool IsFree(int port) => CanBind(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanBind(IPAddress.IPv6Loopback, port));

    private int Give(int port)
    {
        _given.Add(port);
        return port;
    }

    private static bool CanBind(IPAddress address, int port)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen();
            return true;
        }
        catch (SocketException exception)
        {
            // A machine without IPv6 loopback has nothing there that could be taken.
            return exception.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }
}
