using System.Text.Json.Nodes;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Keys;
using Samokoder.Tests.AgentService.Runs.Roles;
using Samokoder.Tests.Support;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Runs;

/// <summary>What a model has thought goes back to its provider with the results of its calls, signature and all, and to nobody else.</summary>
public sealed class ThinkingTests(Stores stores)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Thoughts_are_sent_back_with_the_results_of_the_calls_also_after_a_restart()
    {
        await using var server = await FakeAnthropic.StartAsync(FakeProvider.Script(
            FakeReply.Calls("I write.", ("write_file", new { path = "a.txt", content = "a\n" })) with { Thought = ("First a file. 🛒", "c2lnbmF0dXJlMQ==") },
            FakeReply.Stalls("…"),
            FakeReply.Calls("", ("finish", new { summary = "Done." })) with { Thought = ("That was all.", "c2lnbmF0dXJlMg==") }));
        var first = await EngineHost.StartAsync(stores, _ => FakeReply.Status(500), PlainStarter.Use, ("Browser:Enabled", "false"));
        var user = await first.Data.AddUserAsync();
        await AddKeyAsync(first, user, server.BaseUrl);
        var runId = await first.AddRunAsync(await first.Data.AddProjectAsync(user), "A list of books", "anthropic/claude-sonnet-5-5");
        while (server.Requests.Count < 2) await Task.Delay(20, Token);

        await using var host = await first.RestartAsync();
        await host.WaitAsync(runId, RunStatus.Succeeded);

        foreach (var request in server.Requests.Skip(1))
        {
            var blocks = request["messages"]!.AsArray().Single(m => (string?)m!["role"] == "assistant")!["content"]!.AsArray();
            Assert.Equal(["thinking", "text", "tool_use"], blocks.Select(b => (string?)b!["type"]));
            Assert.Equal(("First a file. 🛒", "c2lnbmF0dXJlMQ=="), ((string?)blocks[0]!["thinking"], (string?)blocks[0]!["signature"]));
        }
        Assert.DoesNotContain(await host.EventsAsync(runId), e => e.Data.GetRawText().Contains("First a file", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_model_that_takes_over_is_not_given_them()
    {
        await using var server = await FakeAnthropic.StartAsync(FakeProvider.Script(
            FakeReply.Calls("", ("write_file", new { path = "a.txt", content = "a\n" })) with { Thought = ("First a file.", "c2lnbmF0dXJlMQ==") }, FakeReply.Status(401)));
        await using var host = await EngineHost.StartAsync(stores, FakeProvider.Script(FakeReply.Calls("", ("finish", new { summary = "Done." }))), PlainStarter.Use, ("Browser:Enabled", "false"));
        var user = await host.Data.AddUserAsync();
        await AddKeyAsync(host, user, server.BaseUrl);
        await AddKeyAsync(host, user, host.Model.BaseUrl, "custom");
        await using (var db = host.Data.CreateDbContext())
        {
            (await db.Users.FindAsync([user], Token))!.FallbackModels = ["custom/fake-model"];
            await db.SaveChangesAsync(Token);
        }
        var runId = await host.AddRunAsync(await host.Data.AddProjectAsync(user), "A list of books", "anthropic/claude-sonnet-5-5");
        await host.WaitAsync(runId, RunStatus.Succeeded);

        Assert.DoesNotContain("First a file", Assert.Single(host.Model.Requests).ToJsonString(), StringComparison.Ordinal);
    }

    private static async Task AddKeyAsync(EngineHost host, Guid user, string baseUrl, string provider = "anthropic")
    {
        await using var db = host.Data.CreateDbContext();
        var now = TimeProvider.System.GetUtcNow();
        db.ProviderKeys.Add(new ProviderKey
        {
            UserId = user, Provider = provider, ProtectedKey = host.Protect(user, "sk-planted-1234"), Last4 = "1234", BaseUrl = baseUrl, CreatedAt = now, UpdatedAt = now,
        });
        await db.SaveChangesAsync(Token);
    }
}
