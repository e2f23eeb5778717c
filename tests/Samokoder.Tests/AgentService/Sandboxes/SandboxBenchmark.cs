using System.Diagnostics;
using Samokoder.AgentService.Sandboxes;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.Sandboxes;

/// <summary>Run by scripts/bench-sandbox, never with the tests.</summary>
[Collection(DockerCollection.Name)]
public sealed class SandboxBenchmark(DockerEngine engine)
{
    private const int Rounds = 15;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Bubblewrap()
    {
        await using var host = await SandboxProviders.BubblewrapAsync([]);
        await MeasureAsync("bubblewrap, a command", host, SandboxConformance.Shell("true"), newProject: true);
        await MeasureAsync("bubblewrap, a command with the proxy", host, ExecRequest.Shell("true"), newProject: true);
    }

    [Fact(Explicit = true)]
    public async Task Docker()
    {
        await using var host = await SandboxProviders.DockerAsync(engine, []);
        await MeasureAsync("docker, first command of a project (makes its container)", host, ExecRequest.Shell("true"), newProject: true);
        await MeasureAsync("docker, a command in a running container", host, ExecRequest.Shell("true"), newProject: false);
    }

    private static async Task MeasureAsync(string what, AgentHost host, ExecRequest request, bool newProject)
    {
        var sandbox = host.NewSandbox();
        await sandbox.ExecuteAsync(request, null, Token);
        var times = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            if (newProject)
                sandbox = host.NewSandbox();
            var clock = Stopwatch.StartNew();
            Assert.True((await sandbox.ExecuteAsync(request, null, Token)).Succeeded);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }
        times.Sort();
        TestContext.Current.TestOutputHelper!.WriteLine($"{what}: {times[Rounds / 2]:0} ms (slowest {times[^1]:0} ms)");
    }
}
