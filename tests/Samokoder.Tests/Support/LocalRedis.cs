using System.Globalization;
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
        var port = Ports.Free().ToString(CultureInfo.InvariantCulture);
        var server = new GarnetServer(["--bind", "127.0.0.1", "--port", port, "--memory", "64m", "--index", "16m"]);
        server.Start();
        return await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port}");
    }
}
