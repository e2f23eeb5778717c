using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Samokoder.AgentService.Runs;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Attachments;
using Samokoder.Data.Keys;
using Samokoder.Data.Runs;
using Samokoder.Messaging.Previews;
using Samokoder.Messaging.Runs;
using Samokoder.Tests.Data;
using Samokoder.Tests.Support;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Runs;

/// <summary>The whole AgentService in the test's process, on real stores and real sandboxes; only the model's server is a fake.</summary>
internal sealed class EngineHost : WebApplicationFactory<RunOptions>
{
    private readonly DirectoryInfo _folder;
    private readonly string _database;
    private readonly string _redis;
    private readonly Dictionary<string, string> _settings;
    private readonly Action<IServiceCollection> _services;

    private EngineHost(
        TestDatabase data, FakeOpenAI model, string database, string redis, Dictionary<string, string> settings, Action<IServiceCollection> services,
        DirectoryInfo folder) =>
        (Data, Model, _database, _redis, _settings, _services, _folder) = (data, model, database, redis, settings, services, folder);

    public TestDatabase Data { get; }

    public FakeOpenAI Model { get; }

    public IWorkspaces Workspaces => Services.GetRequiredService<IWorkspaces>();

    /// <summary>Skips the test where sandboxes cannot run, with the provider's own sentence as the reason.</summary>
    public static Task<EngineHost> StartAsync(
        Stores stores, Func<System.Text.Json.Nodes.JsonNode, FakeReply> answer, params (string Key, string Value)[] settings) =>
        StartAsync(stores, answer, _ => { }, settings);

    /// <param name="services">Replaces what the test brings itself.</param>
    public static async Task<EngineHost> StartAsync(
        Stores stores, Func<System.Text.Json.Nodes.JsonNode, FakeReply> answer, Action<IServiceCollection> services, params (string Key, string Value)[] settings)
    {
        var data = await TestDatabase.CreateAsync(stores);
        var host = new EngineHost(
            data, await FakeOpenAI.StartAsync(answer), data.ConnectionString, await stores.RedisConnectionStringAsync(),
            settings.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal), services, AgentHost.NewFolderWithStarters());
        host.Start();
        var health = await host.Services.GetRequiredService<ISandboxProvider>().CheckAsync(TestContext.Current.CancellationToken);
        if (!health.Healthy) Assert.Skip($"No sandbox on this machine: {health.Problem}");
        return host;
    }

    /// <summary>The same stores, files and model in a new process's place: what a restart finds.</summary>
    public async Task<EngineHost> RestartAsync()
    {
        await base.DisposeAsync();
        var next = new EngineHost(Data, Model, _database, _redis, _settings, _services, _folder);
        next.Start();
        return next;
    }

    /// <summary>From here on this host only looks: its worker takes no more runs.</summary>
    public Task StopWorkingAsync() =>
        Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<RunWorker>().Single().StopAsync(TestContext.Current.CancellationToken);

    /// <summary>AgentService as a process of its own on the same stores and files.</summary>
    public Kills.AgentProcess Process(params (string Name, string Value)[] settings) => new(_database, _redis, _folder, settings);

    /// <summary>Queues a run of a new project with a key for the fake, and wakes the workers.</summary>
    public async Task<Guid> AddRunAsync(string prompt = "A list of books", string model = "custom/fake-model")
    {
        var user = await Data.AddUserAsync();
        await AddKeyAsync(user);
        return await AddRunAsync(await Data.AddProjectAsync(user), prompt, model);
    }

    public async Task<Guid> AddRunAsync(Guid projectId, string prompt, string model = "custom/fake-model", bool approvePlan = false)
    {
        var runId = await Data.AddRunAsync(projectId, prompt, model, approvePlan);
        await Services.GetRequiredService<RunWakeups>().WakeAsync(runId);
        return runId;
    }

    /// <summary>A project whose owner has a key for the fake.</summary>
    public async Task<Guid> AddProjectAsync(string starter = "react-vite")
    {
        var user = await Data.AddUserAsync();
        await AddKeyAsync(user);
        return await Data.AddProjectAsync(user, starter);
    }

    /// <summary>Answers the run's open question, and wakes the workers.</summary>
    public async Task AnswerAsync(Guid runId, string answer)
    {
        await using var db = Data.CreateDbContext();
        var question = await db.Questions.Where(q => q.RunId == runId && q.AnsweredAt == null).Select(q => q.Id).SingleAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(await Data.Queue.AnswerAsync(runId, question, answer, TestContext.Current.CancellationToken));
        await Services.GetRequiredService<RunWakeups>().WakeAsync(runId);
    }

    /// <summary>A run of a new project with files, which are there before any worker looks.</summary>
    public async Task<Guid> AddRunAsync(string prompt, IReadOnlyList<(string Name, string MediaType, byte[] Content)> attachments)
    {
        var projectId = await AddProjectAsync();
        await using var db = Data.CreateDbContext();
        var run = Data.Queue.Add(db, await db.Projects.SingleAsync(p => p.Id == projectId), prompt, "custom/fake-model", approvePlan: false);
        foreach (var (position, (name, mediaType, content)) in attachments.Index())
            db.Attachments.Add(new Attachment
            {
                Id = Guid.CreateVersion7(), ProjectId = projectId, RunId = run.Id, Position = position, Name = name, MediaType = mediaType, Size = content.Length, Content = content,
            });
        await db.SaveChangesAsync();
        await Services.GetRequiredService<RunWakeups>().WakeAsync(run.Id);
        return run.Id;
    }

    public async Task<Run> WaitAsync(Guid runId, params RunStatus[] until)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromMinutes(3));
        while (true)
        {
            var run = await Data.GetRunAsync(runId);
            if (until.Contains(run.Status)) return run;
            if (run.EndedAt is not null) Assert.Fail($"The run ended as {run.Status}: {run.ErrorCode} {run.ErrorDetail}");
            await Task.Delay(50, timeout.Token);
        }
    }

    public async Task<string?> ReadFileAsync(Guid runId, string path)
    {
        var file = await Workspaces.Files((await Data.GetRunAsync(runId)).ProjectId).ReadTextAsync(path, TestContext.Current.CancellationToken);
        return file.Ok ? file.Value.Content : null;
    }

    /// <summary>The socket of the project's running app, as the gateway would find it.</summary>
    public async Task<string> AppSocketAsync(Guid projectId)
    {
        await using var db = Data.CreateDbContext();
        var previewId = await db.Projects.Where(p => p.Id == projectId).Select(p => p.PreviewId).SingleAsync();
        var entry = await Services.GetRequiredService<PreviewDirectory>().FindAsync(previewId);
        return entry!.Address!["unix:".Length..];
    }

    public Task<IReadOnlyList<RunEvent>> EventsAsync(Guid runId) => Data.Journal.ReadEventsAsync(runId, 0, 1000, TestContext.Current.CancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Model.DisposeAsync();
        await Data.DisposeAsync();
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A process that is just ending still writes there. The temporary folder is not this test's concern.
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:samokoderdb", _database);
        builder.UseSetting("ConnectionStrings:redis", _redis);
        builder.UseSetting("Internal:ServiceToken", "a-token-of-the-tests");
        builder.UseSetting("DataProtection:Key", Convert.ToBase64String(new byte[48]));
        builder.UseSetting("Samokoder:DataPath", _folder.FullName);
        builder.UseSetting("Sandbox:Provider", "bubblewrap"); // Whatever else this machine has.
        builder.UseSetting("Llm:RetryDelay", "00:00:00.010");
        // The scripts of most tests are the coder's. A test of the other roles says so.
        builder.UseSetting("Runs:Routing", "CoderOnly");
        foreach (var (key, value) in _settings) builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddProvider(new HostLogs()));
        builder.ConfigureTestServices(_services);
    }

    private void Start() => _ = Server;

    public string Protect(Guid userId, string apiKey) => Services.GetRequiredService<ProviderKeyProtector>().Protect(userId, apiKey);

    private async Task AddKeyAsync(Guid userId)
    {
        await using var db = Data.CreateDbContext();
        var now = TimeProvider.System.GetUtcNow();
        db.ProviderKeys.Add(new ProviderKey
        {
            UserId = userId, Provider = "custom", ProtectedKey = Services.GetRequiredService<ProviderKeyProtector>().Protect(userId, "sk-planted-1234"),
            Last4 = "1234", BaseUrl = Model.BaseUrl, CreatedAt = now, UpdatedAt = now,
        });
        await db.SaveChangesAsync();
    }
}
