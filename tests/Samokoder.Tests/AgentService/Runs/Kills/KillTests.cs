using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.Runs.Kills;

/// <summary>AgentService is killed again and again while it works, and nobody can tell from what comes out.</summary>
[Collection(KillCollection.Name)]
public sealed class KillTests(Stores stores)
{
    private const int Kills = 50;
    private const int AtOnce = 3;
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(1.2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_at_fifty_random_moments_every_run_ends_as_it_would_have()
    {
        var script = new ScriptedModel();
        await using var host = await EngineHost.StartAsync(stores, script.Answer, ("Runs:MaxConcurrent", "1"));
        await host.StopWorkingAsync();
        await using var agent = host.Process(("Runs__MaxConcurrent", $"{AtOnce}"));
        var runs = new List<Guid>();
        var random = new Random(50);

        for (var kill = 0; kill < Kills; kill++)
        {
            while (await ActiveAsync(host) < AtOnce) runs.Add(await host.AddRunAsync(ScriptedModel.PromptOf(runs.Count)));
            agent.Start();
            if (!await script.ProgressAsync(LongestStart, Token)) Assert.Fail($"AgentService did no work within {LongestStart}:\n{agent.Output}");
            await Task.Delay(LongestLife * random.NextDouble(), Token);
            await agent.KillAsync();
        }

        agent.Start();
        for (var number = 0; number < runs.Count; number++)
        {
            var run = await host.WaitAsync(runs[number], RunStatus.Succeeded);
            await AssertAsWithoutKillsAsync(host, run, script, number);
        }
    }

    private static async Task<int> ActiveAsync(EngineHost host)
    {
        await using var db = host.Data.CreateDbContext();
        return await db.Runs.CountAsync(r => r.EndedAt == null, Token);
    }

    private static async Task AssertAsWithoutKillsAsync(EngineHost host, Run run, ScriptedModel script, int number)
    {
        var expected = script.RunOf(number);
        foreach (var (path, content) in expected.Files)
            Assert.Equal(content, await host.ReadFileAsync(run.Id, path));
        var events = await host.EventsAsync(run.Id);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Id!.Value));
        var changes = events.Where(e => e.Type == FileChanged.Type).Select(e => e.Read<FileChanged>()).Where(c => c.Path != "README.md");
        Assert.Equal(expected.Changes, changes.Select(c => (KindOf(c), c.Path)));
        await AssertEachTurnIsPaidOnceAsync(host, run, script.AskedOf(number));
    }

    /// <summary>A file that is written again after a kill was there already.</summary>
    private static string KindOf(FileChanged change) => change.Kind is FileChangeKind.Created or FileChangeKind.Modified ? "written" : change.Kind.ToString().ToLowerInvariant();

    /// <summary>A turn is asked again only when it was in flight: never after one that follows it was asked for, and each is accounted once.</summary>
    private static async Task AssertEachTurnIsPaidOnceAsync(EngineHost host, Run run, IReadOnlyList<string> asked)
    {
        var distinct = asked.Distinct(StringComparer.Ordinal).ToList();
        Assert.Equal(distinct, asked.Where((turn, i) => i == 0 || asked[i - 1] != turn));
        await using var db = host.Data.CreateDbContext();
        Assert.Equal(distinct.Count, await db.UsageRecords.CountAsync(u => u.RunId == run.Id, Token));
        Assert.Equal(distinct.Count, await db.RunSteps.CountAsync(s => s.RunId == run.Id && s.Kind == RunStepKind.Turn, Token));
    }
}
