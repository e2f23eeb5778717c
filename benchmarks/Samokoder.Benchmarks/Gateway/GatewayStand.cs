using System.Diagnostics;
using System.Net.Sockets;
using Samokoder.Contracts.Previews;
using Samokoder.Messaging.Previews;
using Samokoder.Tests.PreviewGateway;
using Samokoder.Tests.Support;

namespace Samokoder.Benchmarks.Gateway;

internal sealed record Target(string Name, int ProcessId, Uri Url, params string[] Headers);

/// <summary>An app, and three proxies before it, each a process of its own.</summary>
internal sealed class GatewayStand : IAsyncDisposable
{
    public const string NginxName = "nginx";
    public const string PlainName = "plain YARP";
    private const string Unlimited = "100000000";

    private readonly CancellationTokenSource _ended = new();
    private readonly List<Process> _processes = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("samokoder-benchmark-").FullName;
    private readonly GatewayFixture _fixture = new();
    private Task _keepAlive = Task.CompletedTask;

    public List<Target> Targets { get; } = [];

    public static async Task<GatewayStand> StartAsync(string[] environment)
    {
        var stand = new GatewayStand();
        await stand._fixture.StartSurroundingsAsync();
        var (app, nginx, plain, gateway) = (Ports.Free(), Ports.Free(), Ports.Free(), Ports.Free());
        stand.Start("nginx", ["-c", Nginx.WriteApp(stand._folder, app)], []);
        var nginxId = stand.Start("nginx", ["-c", Nginx.WriteProxy(stand._folder, nginx, app)], []);
        var plainId = stand.Start("dotnet", [typeof(GatewayStand).Assembly.Location, "plain-proxy", $"{plain}", $"http://127.0.0.1:{app}"], environment);
        var gatewayId = stand.Start("dotnet", [GatewayPath(), "--contentRoot", Path.GetDirectoryName(GatewayPath())!, "--urls", $"http://127.0.0.1:{gateway}"], [.. environment, .. stand.GatewaySettings(gateway)]);
        foreach (var port in (int[])[app, nginx, plain, gateway])
            await ListensAsync(port);

        var id = GatewayFixture.NewId();
        await stand._fixture.SetRunningAsync(id, $"http://127.0.0.1:{app}");
        stand.Targets.Add(new(NginxName, nginxId, new($"http://127.0.0.1:{nginx}/")));
        stand.Targets.Add(new(PlainName, plainId, new($"http://127.0.0.1:{plain}/")));
        stand.Targets.Add(new("preview gateway", gatewayId, new($"http://127.0.0.1:{gateway}/"), $"Host: {GatewayFixture.HostOf(id)}", $"Cookie: {stand._fixture.PassFor(id)}"));
        stand._keepAlive = stand.RepeatAsync(id, app);
        return stand;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _keepAlive;
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        await _fixture.DisposeAsync();
        _ended.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>As the owner of a preview does: its entry would be forgotten otherwise.</summary>
    private async Task RepeatAsync(string id, int app)
    {
        using var timer = new PeriodicTimer(PreviewDirectory.RefreshInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
                await _fixture.Directory.RefreshAsync(new(id, Guid.Empty, PreviewStatus.Running, $"http://127.0.0.1:{app}", null, null, DateTimeOffset.UnixEpoch));
        }
        catch (OperationCanceledException)
        {
            // The benchmark is over.
        }
    }

    private IEnumerable<string> GatewaySettings(int port)
    {
        var settings = _fixture.Settings();
        settings["Preview:Port"] = $"{port}";
        settings["Gateway:RequestsPerSecondPerPreview"] = Unlimited;
        settings["PRIVATE_PORT"] = $"{Ports.Free()}"; // metrics are there to be asked for, as AppHost has it
        return settings.Select(s => $"{s.Key.Replace(":", "__", StringComparison.Ordinal)}={s.Value}");
    }

    /// <summary>Of its own output folder, where its settings lie.</summary>
    private static string GatewayPath() =>
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Samokoder.PreviewGateway/release/Samokoder.PreviewGateway.dll"));

    private int Start(string program, string[] arguments, IEnumerable<string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var variable in environment)
        {
            var parts = variable.Split('=', 2);
            start.Environment[parts[0]] = parts[1];
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
        return process.Id;
    }

    private static async Task ListensAsync(int port)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                await using var connection = await GatewayFixture.ConnectAsync(port, limit.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }
}
