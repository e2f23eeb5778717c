using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Garnet;
using StackExchange.Redis;

namespace Samokoder.Tests.Support;

/// <summary>One in-process Garnet for all tests that need the real protocol. Tests keep apart by their keys.</summary>
internal static class LocalRedis
{
    private static readonly Lazy<Task<IConnectionMultiplexer>> Connection = new(StartAsync);

    public static Task<IConnectionMultiplexer> ConnectAsync() => Connection.Value;

    private static async Task<IConnectionMultiplexer> StartAsync()
    {
        var port = FreePort().ToString(CultureInfo.InvariantCulture);
        var server = new GarnetServer(["--bind", "127.0.0.1", "--port", port, "--memory", "64m", "--index", "16m"]);
        server.Start();
        return await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
