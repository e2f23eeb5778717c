using System.Net;
using System.Net.Sockets;

namespace Samokoder.Tests.Support;

internal static class Ports
{
    /// <summary>A TCP port of this machine's loopback address that nobody listened on a moment ago.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
