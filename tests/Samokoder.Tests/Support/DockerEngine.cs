using System.Diagnostics;
using Docker.DotNet;
using Samokoder.AgentService.Sandboxes;
using Samokoder.Tests.Support;

[assembly: AssemblyFixture(typeof(DockerEngine))]

namespace Samokoder.Tests.Support;

/// <summary>
/// A container engine for all tests of a run, with the image of sandboxes in it; started by the first that asks, on a socket and in a folder
/// of its own, without a bridge and without a rule in the host's packet filter. One that runs on the machine already is used only when
/// SAMOKODER_TEST_DOCKER_HOST names it. The image's files are kept in the user's cache folder. Take it as a constructor parameter.
/// </summary>
public sealed class DockerEngine : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ImageTime = TimeSpan.FromMinutes(8);

    private readonly SemaphoreSlim turn = new(1, 1);
    private DirectoryInfo? folder;
    private ChildProcess? engine;
    private Task? output;
    private string? host;
    private string? missing;

    /// <summary>Its address; skips the test where there can be none, saying why.</summary>
    public async Task<string> AddressAsync()
    {
        await turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (host is null && missing is null)
                missing = await StartAsync();
        }
        finally
        {
            turn.Release();
        }
        Assert.SkipUnless(missing is null, $"No container engine for tests: {missing}");
        return host!;
    }

    /// <summary>Whom sandboxes must not reach.</summary>
    public string SocketPath => new Uri(host!).LocalPath;

    public async ValueTask DisposeAsync()
    {
        if (engine is not null)
        {
            using var term = Process.Start("kill", ["-TERM", $"{engine.Id}"]);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            try
            {
                await engine.WaitForExitAsync(patience.Token);
            }
            finally
            {
                await engine.DisposeAsync();
                await output!;
            }
        }
        folder?.Delete(recursive: true);
        turn.Dispose();
    }

    /// <returns>Why there is none; null when it runs.</returns>
    private async Task<string?> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("SAMOKODER_TEST_DOCKER_HOST") is { Length: > 0 } given)
            host = given;
        else if (Missing() is { } problem)
            return problem;
        else if (await StartOwnAsync() is { } failure)
            return failure;
        return await AddImageAsync(host!);
    }

    private static string? Missing()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return "starting one needs root on Linux. SAMOKODER_TEST_DOCKER_HOST may name one that runs.";
        var programs = new[] { "dockerd", "docker", "debootstrap", "ps", "setpriv" }.Where(p => Toolchain.FindProgram(p) is null).ToList();
        return programs.Count == 0 ? null : $"{string.Join(", ", programs)} not installed. On Debian: apt-get install docker.io debootstrap procps";
    }

    private async Task<string?> StartOwnAsync()
    {
        folder = Directory.CreateTempSubdirectory("sk-docker-");
        var socket = Path.Combine(folder.FullName, "docker.sock");
        // It dies with this process, whatever becomes of that.
        engine = await ChildProcess.StartAsync(new ChildCommand(
            [
                "setpriv", "--pdeathsig", "TERM", "dockerd", "--host", $"unix://{socket}", "--pidfile", Path.Combine(folder.FullName, "pid"),
                "--data-root", Path.Combine(folder.FullName, "data"), "--exec-root", Path.Combine(folder.FullName, "exec"),
                "--bridge", "none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false", "--shutdown-timeout", "3",
            ],
            Inherited(null)));
        var log = new LogRing(40);
        output = Task.WhenAll(CollectAsync(engine.Output, log), CollectAsync(engine.Error, log));
        host = $"unix://{socket}";
        var exit = engine.WaitForExitAsync(CancellationToken.None);
        using var configuration = new DockerClientConfiguration(new Uri(host));
        using var client = configuration.CreateClient();
        var clock = Stopwatch.StartNew();
        while (!exit.IsCompleted && clock.Elapsed < StartTime)
        {
            if (File.Exists(socket) && await AnswersAsync(client))
                return null;
            await Task.Delay(50);
        }
        return $"dockerd does not start here. {string.Join('\n', log.Snapshot())}";
    }

    private static async Task<bool> AnswersAsync(DockerClient client)
    {
        try
        {
            await client.System.PingAsync();
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or DockerApiException or System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private static async Task<string?> AddImageAsync(string host)
    {
        var recipe = Path.Combine(Repository.Root, "deploy", "sandbox", "build-from-debian");
        var (tag, _) = await RunAsync([recipe, "--print-tag"], host);
        var archive = Path.Combine(KeptFiles.Folder, $"{tag.Output.Trim().Replace(':', '-')}.tar");
        var (made, error) = await RunAsync([recipe, "--archive", archive], host);
        return made.Succeeded ? null : $"the image of sandboxes could not be made: {error}";
    }

    private static Task<(ExecResult Result, string Error)> RunAsync(IReadOnlyList<string> line, string host) => ProcessRunner.RunAsync(
        new ChildCommand(line, Inherited(host), KillTree: true), new ExecRequest(line) { Timeout = ImageTime }, null, CancellationToken.None);

    private static Dictionary<string, string> Inherited(string? host)
    {
        var variables = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(v => (string)v.Key, v => (string)v.Value!, StringComparer.Ordinal);
        variables.Remove("DOCKER_HOST");
        if (host is not null)
            variables["DOCKER_HOST"] = host;
        return variables;
    }

    private static Task CollectAsync(Stream stream, LogRing log) => ProcessRunner.CollectAsync(stream, new BoundedOutput(0), log.Append, CancellationToken.None);
}
