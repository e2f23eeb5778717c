using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts.Runs;
using Samokoder.Messaging.Runs;
using Samokoder.Tests.AgentService;
using Samokoder.Tests.AgentService.Runs.Kills;
using Samokoder.Tests.Data;
using Samokoder.Tests.Support;
using Samokoder.Tests.Support.Fakes;
using StackExchange.Redis;

namespace Samokoder.Benchmarks.Engine;

/// <summary>AgentService as ./run starts it, as a process of its own, on real stores; only the model's server is a fake, on a socket.</summary>
internal sealed class EngineStand : IAsyncDisposable
{
    private readonly Stores _stores;
    private readonly DirectoryInfo _folder;
    private readonly IConnectionMultiplexer _redis;
    private readonly RunWakeups _wakeups;

    private EngineStand(Stores stores, TestDatabase data, FakeOpenAI model, IConnectionMultiplexer redis, DirectoryInfo folder, AgentProcess agent)
    {
        (_stores, Data, Model, _redis, _folder, Agent) = (stores, data, model, redis, folder, agent);
        _wakeups = new RunWakeups(redis);
    }

    public TestDatabase Data { get; }

    public FakeOpenAI Model { get; }

    public AgentProcess Agent { get; }

    /// <summary>Once the starters are prepared, which is kept for the next time: a service that has just been installed does that in the background.</summary>
    public static async Task<EngineStand> StartAsync(Func<JsonNode, FakeReply> answer, int atOnce)
    {
        var stores = new Stores { Durable = true };
        var data = await TestDatabase.CreateAsync(stores);
        var model = await FakeOpenAI.StartAsync(answer);
        var redis = await stores.RedisConnectionStringAsync();
        var starters = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "..", "starters")).FullName;
        var folder = AgentHost.NewFolderWithStarters(starters);
        var agent = new AgentProcess(
            data.ConnectionString, redis, folder, ("Runs__MaxConcurrent", $"{atOnce}"), ("Runs__MaxTurns", "10000"), ("Runs__Routing", "CoderOnly"),
            ("Llm__BaseUrls__custom", model.BaseUrl), ("DOTNET_GCConserveMemory", "5"),
            ("DOTNET_TieredPGO", "0"), ("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0"), ("Logging__LogLevel__Default", "Warning"));
        agent.Start();
        await PreparedAsync(starters, agent);
        return new EngineStand(stores, data, model, await ConnectionMultiplexer.ConnectAsync(redis), folder, agent);
    }

    private static async Task PreparedAsync(string starters, AgentProcess agent)
    {
        var needed = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Starters"), "starter.json", SearchOption.AllDirectories).Count() - 1; // Plain HTML needs nothing.
        var begin = TimeProvider.System.GetTimestamp();
        while (Directory.EnumerateDirectories(starters).Count(d => !d.EndsWith(".tmp", StringComparison.Ordinal)) < needed)
        {
            if (TimeProvider.System.GetElapsedTime(begin) > TimeSpan.FromMinutes(5)) throw new InvalidOperationException($"The starters were not prepared:\n{agent.Output}");
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Queues a run of a new user's new project.</summary>
    public async Task<Guid> AddRunAsync(string prompt)
    {
        var project = await Data.AddProjectAsync(await Data.AddUserAsync(), starter: "html");
        var run = await Data.AddRunAsync(project, prompt, "custom/fake-model");
        await _wakeups.WakeAsync(run);
        return run;
    }

    /// <summary>Until every run waits for its user.</summary>
    public async Task WaitAsync(IReadOnlyCollection<Guid> runs)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await using var db = Data.CreateDbContext();
            var states = await db.Runs.Where(r => runs.Contains(r.Id)).Select(r => new { r.Status, r.ErrorDetail }).ToListAsync();
            if (states.TrueForAll(s => s.Status == RunStatus.Waiting)) return;
            if (states.Find(s => s.Status is RunStatus.Failed or RunStatus.Succeeded) is { } ended) throw new InvalidOperationException($"A run ended as {ended.Status}: {ended.ErrorDetail}");
            if (TimeProvider.System.GetElapsedTime(begin) > TimeSpan.FromMinutes(3)) throw new InvalidOperationException($"The runs did not come to their end:\n{Agent.Output}");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Agent.DisposeAsync();
        await Model.DisposeAsync();
        await _redis.DisposeAsync();
        await Data.DisposeAsync();
        await _stores.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
