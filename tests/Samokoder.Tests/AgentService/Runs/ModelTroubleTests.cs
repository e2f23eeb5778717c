using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Tests.Support;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Runs;

/// <summary>Runs with models that cannot call tools, write too much, or fail for good.</summary>
public sealed class ModelTroubleTests(Stores stores)
{
    private const string App = "export function App() {\n  return <h1>Books</h1>\n}\n";

    [Fact]
    public async Task A_model_without_tools_builds_a_file()
    {
        var next = -1;
        string[] answers =
        [
            $"I will write it.\n\n{Block("write_file", new { path = "src/App.tsx", content = App })}\n{Block("list_files", new { path = "src" })}",
            "```tool_call\n{\"name\":\"edit_file\",\"arguments\":{\"path\":\"src/App.tsx\",\"edits\":[{\"search\":\"say \"Books\"\"}]}}\n```",
            Block("edit_file", new { path = "src/App.tsx", edits = new[] { new { search = "Books", replace = "My books" } } }),
            Block("finish", new { summary = "It shows your books." }),
        ];
        await using var host = await EngineHost.StartAsync(stores, request => FakeProvider.ToolsOf(request).Count > 0
            ? FakeReply.Status(400, """{"error":{"message":"fake-model does not support tools"}}""")
            : FakeReply.Says(answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)]));

        var runId = await host.AddRunAsync();
        await host.WaitAsync(runId, RunStatus.Succeeded);

        Assert.Equal(App.Replace("Books", "My books", StringComparison.Ordinal), await host.ReadFileAsync(runId, "src/App.tsx"));
        Assert.Equal(5, host.Model.Requests.Count);
        Assert.Contains("wrote src/App.tsx", TextOf(host, 2), StringComparison.Ordinal);
        Assert.Contains("not valid JSON in line 1", TextOf(host, 3), StringComparison.Ordinal);
        var said = (await host.EventsAsync(runId)).Where(e => e.Type == MessageCompleted.Type).Select(e => e.Read<MessageCompleted>().Text).ToList();
        Assert.Equal(["I will write it.", "It shows your books."], said.Where(t => t != "A list of books"));
    }

    [Fact]
    public async Task An_answer_that_was_cut_is_gone_on_with_and_not_taken_for_the_end()
    {
        await using var host = await EngineHost.StartAsync(stores, FakeProvider.Script(
            FakeReply.Says("First I will wri") with { Stop = FakeStop.Length },
            FakeReply.CallsRaw("write_file", """{"path":"src/App.tsx","content":"export fun""") with { Stop = FakeStop.Length },
            FakeReply.Calls("", ("write_file", new { path = "src/App.tsx", content = App })),
            FakeReply.Calls("", ("finish", new { summary = "Done." }))));

        var runId = await host.AddRunAsync();
        await host.WaitAsync(runId, RunStatus.Succeeded);

        Assert.Equal(App, await host.ReadFileAsync(runId, "src/App.tsx"));
        Assert.Contains("cut at its length limit", TextOf(host, 1), StringComparison.Ordinal);
        Assert.Contains("reached its length limit in the middle of this call", TextOf(host, 2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_whose_answers_are_always_cut_fails_the_run_with_a_reason()
    {
        await using var host = await EngineHost.StartAsync(stores, _ => FakeReply.Says("and so on") with { Stop = FakeStop.Length });

        var runId = await host.AddRunAsync();
        var run = await host.WaitAsync(runId, RunStatus.Failed);

        Assert.Equal(ErrorCodes.RunStuck, run.ErrorCode);
        Assert.Contains("4 times in a row", run.ErrorDetail, StringComparison.Ordinal);
        Assert.Equal(4, host.Model.Requests.Count);
    }

    [Fact]
    public async Task The_next_model_of_the_users_list_takes_over_and_stays_also_after_a_restart()
    {
        var listed = new TaskCompletionSource();
        var first = await EngineHost.StartAsync(stores, request => (string?)request["model"] switch
        {
            "broke" => FakeReply.Status(402).After(listed.Task),
            "spare" => FakeReply.Calls("", ("ask_user", new { question = "Which colour?", choices = new[] { "red", "blue" } })),
            _ => FakeReply.Status(500),
        });
        var runId = await first.AddRunAsync(model: "custom/broke");
        await using (var db = first.Data.CreateDbContext())
            await db.Users.ExecuteUpdateAsync(s => s.SetProperty(u => u.FallbackModels, new List<string> { "custom/broke", "openai/gpt-of-no-key", "custom/spare", "custom/last" }));
        listed.SetResult();
        await first.WaitAsync(runId, RunStatus.Waiting);
        await using var host = await first.RestartAsync();
        var asked = Assert.Single(await host.EventsAsync(runId), e => e.Type == QuestionAsked.Type).Read<QuestionAsked>();

        host.Model.Answer = _ => FakeReply.Says("Blue it is.");
        Assert.NotNull(await host.Data.Queue.AnswerAsync(runId, asked.QuestionId, "blue", TestContext.Current.CancellationToken));
        await host.WaitAsync(runId, RunStatus.Succeeded);

        Assert.Equal(["broke", "spare", "spare"], host.Model.Requests.Select(r => (string?)r["model"]));
        var told = Assert.Single(await host.EventsAsync(runId), e => e.Type == MessageCompleted.Type && e.Read<MessageCompleted>().Text.Contains("custom/spare", StringComparison.Ordinal));
        Assert.Equal(
            "custom/broke could not go on: the account at its provider has no credit left. custom/spare from your list of fallback models works on from here.",
            told.Read<MessageCompleted>().Text);
        await using var check = host.Data.CreateDbContext();
        Assert.All(await check.UsageRecords.Where(u => u.RunId == runId).Select(u => u.Model).ToListAsync(TestContext.Current.CancellationToken), model => Assert.Equal("spare", model));
    }

    [Fact]
    public async Task A_run_whose_models_all_fail_ends_with_the_last_reason()
    {
        var gate = new TaskCompletionSource();
        await using var host = await EngineHost.StartAsync(stores, request =>
            (string?)request["model"] == "one" ? FakeReply.Status(402).After(gate.Task) : FakeReply.Status(401));
        var runId = await host.AddRunAsync(model: "custom/one");
        await using (var db = host.Data.CreateDbContext())
            await db.Users.ExecuteUpdateAsync(s => s.SetProperty(u => u.FallbackModels, new List<string> { "custom/two" }));
        gate.SetResult();

        var run = await host.WaitAsync(runId, RunStatus.Failed);

        Assert.Equal(ErrorCodes.LlmBadKey, run.ErrorCode);
        Assert.Equal(["one", "two"], host.Model.Requests.Select(r => (string?)r["model"]));
    }

    private static string Block(string tool, object arguments) => $"```tool_call\n{JsonSerializer.Serialize(new { name = tool, arguments })}\n```";

    /// <summary>The last message of a request, in clear.</summary>
    private static string TextOf(EngineHost host, int request) =>
        System.Text.RegularExpressions.Regex.Unescape(host.Model.Requests[request]["messages"]!.AsArray()[^1]!.ToJsonString());
}
