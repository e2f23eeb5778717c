using System.Diagnostics;
using System.Text.Json;
using Samokoder.EmbeddedHosting.Processes;
using Samokoder.EmbeddedHosting.Projects;
using Samokoder.Tests.EmbeddedHosting;

namespace Samokoder.Tests.AppHost;

/// <summary>The real AppHost process, ended in the ways in which processes end.</summary>
public sealed class AppHostProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sigterm_ends_everything_and_the_next_start_after_a_kill_recovers()
    {
        using var first = Start();
        var before = await ProcessesAsync(first);

        ProcessSignals.Send(first.Id, StopSignal.Kill);
        await first.WaitForExitAsync(Token);
        using var second = Start();
        var after = await ProcessesAsync(second);

        Assert.All(before, p => Assert.False(p.IsAlive));
        Assert.Empty(before.Select(p => p.Pid).Intersect(after.Select(p => p.Pid)));

        ProcessSignals.Send(second.Id, StopSignal.Terminate);
        await second.WaitForExitAsync(Token);

        Assert.Equal(0, second.ExitCode);
        Assert.All(after, p => Assert.False(p.IsAlive));
        Assert.False(File.Exists(Path.Combine(_folder.Path, "postgres", "data", "postmaster.pid")));
    }

    private Process Start() => Process.Start(new ProcessStartInfo(
        DotnetHost.Path,
        ["exec", new Projects.Samokoder_AppHost().AssemblyPath, $"--Samokoder:DataPath={_folder.Path}", "--Samokoder:RandomizePorts=true"]))!;

    /// <summary>Waits until the stores and the projects run.</summary>
    private async Task<List<ProcessIdentity>> ProcessesAsync(Process host)
    {
        while (!host.HasExited)
        {
            await Task.Delay(50, Token);
            var processes = Read().Where(p => p.Identity.IsAlive).ToList();
            if (processes.Select(p => p.Resource).ToHashSet(StringComparer.Ordinal).IsSupersetOf(["postgres", "redis", "agent", "api", "gateway", "web"]))
                return [.. processes.Select(p => p.Identity)];
        }

        throw new InvalidOperationException($"The AppHost ended with {host.ExitCode}.");
    }

    private List<Entry> Read()
    {
        var file = Path.Combine(_folder.Path, "engine", "processes.json");
        return File.Exists(file) ? JsonSerializer.Deserialize<List<Entry>>(File.ReadAllText(file))! : [];
    }

    private sealed record Entry(string Resource, ProcessIdentity Identity);
}
