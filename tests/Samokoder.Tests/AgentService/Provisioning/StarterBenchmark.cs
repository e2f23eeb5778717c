using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Provisioning;
using Samokoder.Contracts.Previews;
using Samokoder.Contracts.Projects;
using Samokoder.Tests.AgentService.Previews;

namespace Samokoder.Tests.AgentService.Provisioning;

/// <summary>Run by scripts/bench-starters, never with the tests.</summary>
public sealed class StarterBenchmark(PreviewHost host) : IClassFixture<PreviewHost>
{
    private const int Rounds = 5;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Starters()
    {
        foreach (var id in StarterIds.All)
            await host.NewProjectAsync(id); // Prepares what all projects copy.
        foreach (var id in StarterIds.All)
            await MeasureAsync(id);
    }

    private async Task MeasureAsync(string id)
    {
        var starter = host.Agent.Services.GetRequiredService<StarterCatalog>().Find(id)!;
        var prepared = await host.Agent.Services.GetRequiredService<StarterDependencies>().GetAsync(starter, Token);
        List<double> copies = [], projects = [], starts = [];
        for (var i = 0; i < Rounds; i++)
        {
            await host.Agent.Services.GetRequiredService<SpareCopies>().Settled;
            if (prepared.Folders.Count > 0)
                copies.Add(await CopyAsync(prepared));
            var clock = Stopwatch.StartNew();
            var project = await host.NewProjectAsync(id);
            projects.Add(clock.Elapsed.TotalMilliseconds);
            clock.Restart();
            var state = await host.Previews.StartAsync(project, Token);
            starts.Add(clock.Elapsed.TotalMilliseconds);
            Assert.True(state.Status == PreviewStatus.Running, state.Error);
            await host.Previews.StopAsync(project, Token);
        }
        Write($"{id}, dependencies copied, without a spare copy", copies);
        Write($"{id}, a new project with its dependencies", projects);
        Write($"{id}, files in place to answering", starts);
    }

    private async Task<double> CopyAsync(PreparedDependencies prepared)
    {
        var target = Directory.CreateDirectory(Path.Combine(host.Agent.Data.Toolchain, $"copy-{Guid.CreateVersion7():N}")).FullName;
        var clock = Stopwatch.StartNew();
        foreach (var (name, folder) in prepared.Folders)
            await FolderCopy.RunAsync(folder, Directory.CreateDirectory(Path.Combine(target, name)).FullName, user: null, Token);
        var time = clock.Elapsed.TotalMilliseconds;
        Directory.Delete(target, recursive: true);
        return time;
    }

    private static void Write(string what, List<double> times)
    {
        times.Sort();
        if (times.Count > 0)
            TestContext.Current.TestOutputHelper!.WriteLine($"{what}: {times[times.Count / 2]:0} ms (slowest {times[^1]:0} ms)");
    }
}
