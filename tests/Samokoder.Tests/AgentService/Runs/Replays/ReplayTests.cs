using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Keys;
using Samokoder.Tests.AgentService.Runs.Kills;
using Samokoder.Tests.AgentService.Runs.Roles;
using Samokoder.Tests.Support;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Runs.Replays;

/// <summary>
/// A planned run of every role and every tool of files through the real engine is recorded at the socket of its provider, and replayed in a fresh
/// workspace from nothing but the recording.
/// </summary>
public sealed class ReplayTests(Stores stores)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    [InlineData("groq")]
    [InlineData("openrouter")]
    [InlineData("ollama")]
    [InlineData("custom")]
    public async Task A_recorded_conversation_replays_to_the_same_files_byte_for_byte(string provider)
    {
        await using var host = await EngineHost.StartAsync(
            stores, _ => FakeReply.Status(500), PlainStarter.Use, ("Runs:Routing", "Auto"), ("Browser:Enabled", "false"));
        var script = new ScriptedModel();
        await using var server = await StartAsync(provider, script.Answer);
        var recorded = await RunAsync(host, provider, server);
        var recording = Recording.Read(Recording.Of(provider, server).Write());
        Assert.All(script.RunOf(0).Files, f => Assert.Contains(f.Key, recorded, StringComparison.Ordinal));

        // A network cuts the same bytes elsewhere each time.
        await using var replay = await StartAsync(provider, recording.Answers());
        replay.ChunkBytes = 61;
        var replayed = await RunAsync(host, provider, replay);

        Assert.Equal(recorded, replayed);
        Assert.Equal(recording.Exchanges.Select(e => e.Request), replay.Exchanges.Select(e => e.Request));
        Assert.Equal(recording.Exchanges.Select(e => e.Stream), replay.Exchanges.Select(e => e.Stream));
    }

    private static async Task<FakeProvider> StartAsync(string provider, Func<JsonNode, FakeReply> answer) => provider switch
    {
        "anthropic" => await FakeAnthropic.StartAsync(answer),
        "ollama" => await FakeOllama.StartAsync(answer),
        _ => await FakeOpenAI.StartAsync(answer),
    };

    /// <summary>One run of a new project, and the end of all its exchanges; gives its tree.</summary>
    private static async Task<string> RunAsync(EngineHost host, string provider, FakeProvider server)
    {
        var user = await host.Data.AddUserAsync();
        await AddKeyAsync(host, user, provider, server.BaseUrl);
        var project = await host.Data.AddProjectAsync(user);
        var runId = await host.AddRunAsync(project, ScriptedModel.PromptOf(0), $"{provider}/fake-model");
        await host.WaitAsync(runId, RunStatus.Succeeded);
        await Wait.UntilAsync(() => server.Exchanges.Count == server.Requests.Count);
        return await TreeAsync(host.Services.GetRequiredService<DataFolder>().FilesFolder(project));
    }

    private static async Task AddKeyAsync(EngineHost host, Guid user, string provider, string baseUrl)
    {
        await using var db = host.Data.CreateDbContext();
        var now = TimeProvider.System.GetUtcNow();
        db.ProviderKeys.Add(new ProviderKey
        {
            UserId = user, Provider = provider, ProtectedKey = host.Protect(user, "sk-planted-1234"), Last4 = "1234", BaseUrl = baseUrl, CreatedAt = now, UpdatedAt = now,
        });
        await db.SaveChangesAsync(Token);
    }

    /// <summary>Every file with the hash of its bytes, by path.</summary>
    private static async Task<string> TreeAsync(string folder)
    {
        var tree = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            tree.Append(Path.GetRelativePath(folder, file)).Append(' ').AppendLine(Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(file, Token))));
        return tree.ToString();
    }
}
