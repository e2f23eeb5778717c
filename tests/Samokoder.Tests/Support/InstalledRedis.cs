using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;

namespace Samokoder.Tests.Support;

/// <summary>A <c>redis-server</c> of this machine, for what must hold on Redis itself as well as on Garnet.</summary>
internal sealed class InstalledRedis : IAsyncDisposable
{
    /// <summary>Debian's redis-tools has the server under the name of the checker: it goes by the name that it is called by.</summary>
    private static readonly string[] Programs = ["/usr/bin/redis-server", "/usr/local/bin/redis-server", "/usr/bin/redis-check-rdb"];

    private readonly Process _process;

    private InstalledRedis(Process process, IConnectionMultiplexer connection) => (_process, Connection) = (process, connection);

    public IConnectionMultiplexer Connection { get; }

    /// <summary>Null when the machine has none.</summary>
    public static async Task<InstalledRedis?> StartAsync()
    {
        if (Programs.FirstOrDefault(File.Exists) is not { } program)
            return null;
        var folder = Directory.CreateTempSubdirectory("samokoder-redis-").FullName;
        var link = Path.Combine(folder, "redis-server");
        File.CreateSymbolicLink(link, program);
        var port = Ports.Free().ToString(CultureInfo.InvariantCulture);
        var process = Process.Start(new ProcessStartInfo(link, ["--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", folder]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        var options = ConfigurationOptions.Parse($"127.0.0.1:{port}");
        options.ConnectRetry = 20;
        options.ReconnectRetryPolicy = new LinearRetry(100);
        options.AbortOnConnectFail = false;
        var connection = await ConnectionMultiplexer.ConnectAsync(options);
        for (var deadline = Stopwatch.StartNew(); !connection.IsConnected && deadline.Elapsed < TimeSpan.FromSeconds(20);)
            await Task.Delay(50);
        return new InstalledRedis(process, connection);
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
