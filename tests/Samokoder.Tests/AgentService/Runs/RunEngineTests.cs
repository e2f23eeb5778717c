using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Samokoder.AgentService.Provisioning;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;
using Samokoder.Messaging.Runs;
using Samokoder.Tests.Support;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Runs;

public sealed class RunEngineTests(Stores stores)
{
    private const string App = "export function App() {\n  return <h1>Books</h1>\n}\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_writes_edits_and_finishes_and_the_app_is_verified_and_kept()
    {
        await using var host = await EngineHost.StartAsync(stores, FakeOpenAI.Script(
            FakeReply.Calls("I will build it.", ("update_plan", new { tasks = new[] { new { title = "Write", status = "doing" } } }), ("list_files", new { path = "src" })),
            FakeReply.Calls("", ("write_file", new { path = "src/App.tsx", content = App })),
            FakeReply.Calls("", ("edit_file", new { path = "src/App.tsx", edits = new[] { new { search = "Books", replace = "My books" } } })),
            FakeReply.Calls("", ("run_command", new { command = "cat src/App.tsx" })),
            FakeReply.Calls("", ("finish", new { summary = "It shows your books." }))));

        var runId = await host.AddRunAsync();
        var run = await host.WaitAsync(runId, RunStatus.Succeeded);

        Assert.Equal(App.Replace("Books", "My books", StringComparison.Ordinal), await host.ReadFileAsync(runId, "src/App.tsx"));
        Assert.Equal((500L, 100L), (run.InputTokens, run.OutputTokens));
        var events = await host.EventsAsync(runId);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Id!.Value));
        Assert.Equal(
            [RunStatus.Queued, RunStatus.Running, RunStatus.Succeeded],
            events.Where(e => e.Type == RunStatusChanged.Type).Select(e => e.Read<RunStatusChanged>().Status));
        var verified = Assert.Single(events, e => e.Type == VerificationCompleted.Type).Read<VerificationCompleted>();
        Assert.Equal(["install", "build", "serve", "render"], verified.Rungs.Select(r => r.Name));
        Assert.All(verified.Rungs.SkipLast(1), r => Assert.Equal(RungStatus.Passed, r.Status));
        var withBrowser = host.Services.GetRequiredService<Samokoder.AgentService.Browsers.IBrowsers>().Problem is null;
        Assert.Equal(withBrowser ? RungStatus.Passed : RungStatus.Skipped, verified.Rungs[^1].Status);
        Assert.Single(events, e => e.Type == CheckpointCreated.Type);
        Assert.Contains(events, e => e.Type == MessageCompleted.Type && e.Read<MessageCompleted>().Text == "It shows your books.");
        var command = events.Where(e => e.Type == ToolCompleted.Type).Select(e => e.Read<ToolCompleted>()).Single(t => t.Tool == "run_command");
        Assert.Contains("My books", command.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_check_finds_goes_back_to_the_model_which_repairs_it()
    {
        await using var host = await EngineHost.StartAsync(stores, FakeOpenAI.Script(
            FakeReply.Calls("", ("write_file", new { path = "src/App.tsx", content = "export function App(): string { return 5 }\n" })),
            FakeReply.Calls("", ("finish", new { summary = "Done." })),
            FakeReply.Calls("", ("write_file", new { path = "src/App.tsx", content = App })),
            FakeReply.Calls("", ("finish", new { summary = "Repaired." }))));

        var runId = await host.AddRunAsync();
        await host.WaitAsync(runId, RunStatus.Succeeded);

        var told = host.Model.Requests[2]["messages"]!.AsArray()[^1]!;
        Assert.Equal("user", (string?)told["role"]);
        Assert.Contains("TS2322", told.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal([false, true], (await host.EventsAsync(runId)).Where(e => e.Type == VerificationCompleted.Type)
            .Select(e => e.Read<VerificationCompleted>().Rungs.All(r => r.Status != RungStatus.Failed)));
    }

    /// <summary>All in one run, as each run costs seconds. They are unlike each other and few, so no guard says anything.</summary>
    [Fact]
    public async Task A_call_that_cannot_be_done_is_an_error_for_the_model_and_changes_nothing()
    {
        (string Tool, string Arguments, string Expected)[] calls =
        [
            ("write_file", """{"path":"../../etc/passwd","content":"x"}""", "error:"),
            ("read_file", """{"path":"/etc/shadow"}""", "error:"),
            ("write_file", """{"path":"a.txt"}""", "needs content"),
            ("write_file", "{\"path\":", "error:"),
            ("no_such_tool", "{}", "there is no tool"),
            ("update_plan", """{"tasks":"many"}""", "error:"),
        ];
        await using var host = await EngineHost.StartAsync(
            stores, FakeOpenAI.Script([.. calls.Select(call => FakeReply.CallsRaw(call.Tool, call.Arguments)), FakeReply.Says("I see.")]));

        var runId = await host.AddRunAsync();
        await host.WaitAsync(runId, RunStatus.Succeeded);

        for (var i = 0; i < calls.Length; i++)
        {
            var told = host.Model.Requests[i + 1]["messages"]!.AsArray()[^1]!;
            Assert.Equal("tool", (string?)told["role"]);
            Assert.Contains(calls[i].Expected, told.ToJsonString(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(await host.EventsAsync(runId), e => e.Type == FileChanged.Type);
    }

    [Fact]
    public async Task A_question_parks_the_run_until_it_is_answered_also_over_a_restart()
    {
        var first = await EngineHost.StartAsync(stores, FakeOpenAI.Script(
            FakeReply.Calls("", ("ask_user", new { question = "Which colour?", choices = new[] { "red", "blue" } })), FakeReply.Says("Blue it is.")));
        var runId = await first.AddRunAsync();
        await first.WaitAsync(runId, RunStatus.Waiting);
        await using var host = await first.RestartAsync();
        var asked = Assert.Single(await host.EventsAsync(runId), e => e.Type == QuestionAsked.Type).Read<QuestionAsked>();

        Assert.NotNull(await host.Data.Queue.AnswerAsync(runId, asked.QuestionId, "blue", Token));
        await host.Services.GetRequiredService<RunWakeups>().WakeAsync(runId);
        await host.WaitAsync(runId, RunStatus.Succeeded);

        Assert.Contains("The user answers: blue", host.Model.Requests[1]["messages"]!.AsArray()[^1]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(2, host.Model.Requests.Count);
    }

    [Fact]
    public async Task Cancelling_stops_a_model_that_is_still_writing()
    {
        await using var host = await EngineHost.StartAsync(stores, _ => FakeReply.Stalls("Let me think"));
        var runId = await host.AddRunAsync();
        await host.WaitAsync(runId, RunStatus.Running);
        await WaitForRequestAsync(host, 1);

        Assert.True((await host.Data.Queue.RequestCancelAsync(runId, Token))!.WorkerMustStop);
        await host.Services.GetRequiredService<RunCancellations>().SignalAsync(runId);

        await host.WaitAsync(runId, RunStatus.Cancelled);
        Assert.Equal(RunStatus.Cancelled, (await host.EventsAsync(runId))[^1].Read<RunStatusChanged>().Status);
    }

    [Fact]
    public async Task A_restart_in_the_middle_goes_on_from_the_journal_and_repeats_no_turn()
    {
        var replies = new Queue<FakeReply>([
            FakeReply.Calls("", ("write_file", new { path = "notes.txt", content = "one\n" })),
            FakeReply.Stalls("…"),
            FakeReply.Calls("", ("write_file", new { path = "notes.txt", content = "two\n" })),
            FakeReply.Says("Done."),
        ]);
        var first = await EngineHost.StartAsync(stores, _ => replies.Dequeue());
        var runId = await first.AddRunAsync();
        await WaitForRequestAsync(first, 2);

        await using var host = await first.RestartAsync();
        await host.WaitAsync(runId, RunStatus.Succeeded);

        Assert.Equal("two\n", await host.ReadFileAsync(runId, "notes.txt"));
        Assert.Equal(Conversation(host.Model.Requests[1]), Conversation(host.Model.Requests[2]));
        Assert.Equal(2, (await host.EventsAsync(runId)).Count(e => e.Type == FileChanged.Type));
    }

    [Fact]
    public async Task A_refused_key_fails_the_run_with_a_sentence_and_the_key_is_nowhere()
    {
        await using var host = await EngineHost.StartAsync(stores, _ => FakeReply.Status(401, """{"error":{"message":"Incorrect API key provided: sk-planted-1234"}}"""));
        var runId = await host.AddRunAsync();

        var run = await host.WaitAsync(runId, RunStatus.Failed);

        Assert.Equal(ErrorCodes.LlmBadKey, run.ErrorCode);
        Assert.Contains("settings", run.ErrorDetail, StringComparison.Ordinal);
        Assert.DoesNotContain((await host.EventsAsync(runId)).Select(e => e.Data.GetRawText()), d => d.Contains("sk-planted", StringComparison.Ordinal));
        Assert.Equal("Bearer sk-planted-1234", Assert.Single(host.Model.Authorizations));
    }

    [Fact]
    public async Task The_demo_model_builds_an_app_by_the_same_way()
    {
        await using var host = await EngineHost.StartAsync(stores, _ => FakeReply.Says("not asked"), ("DemoModel:CharactersPerSecond", "0"));
        var runId = await host.AddRunAsync("A shopping list with name, quantity and a bought checkbox", ServiceNames.DemoModelId);

        await host.WaitAsync(runId, RunStatus.Succeeded);

        var events = await host.EventsAsync(runId);
        Assert.All(
            Assert.Single(events, e => e.Type == VerificationCompleted.Type).Read<VerificationCompleted>().Rungs, r => Assert.NotEqual(RungStatus.Failed, r.Status));
        Assert.Contains(events, e => e.Type == FileChanged.Type && e.Read<FileChanged>().Path == "src/App.tsx");
        Assert.Empty(host.Model.Requests);
    }

    [Fact]
    public async Task A_deleted_project_loses_its_workspace_and_its_running_app_and_others_do_not()
    {
        await using var host = await EngineHost.StartAsync(stores, _ => FakeReply.Says("It is there."));
        var runs = new[] { await host.AddRunAsync(), await host.AddRunAsync() };
        var projects = new List<Guid>();
        foreach (var run in runs) projects.Add((await host.WaitAsync(run, RunStatus.Succeeded)).ProjectId);
        var sockets = new List<string>();
        foreach (var project in projects) sockets.Add(await host.AppSocketAsync(project));
        Assert.All(sockets, s => Assert.True(File.Exists(s)));

        await using (var db = host.Data.CreateDbContext()) await db.Projects.Where(p => p.Id == projects[0]).ExecuteDeleteAsync(Token);
        await host.Services.GetServices<IHostedService>().OfType<WorkspaceCleaner>().Single().CleanAsync(projects, Token);

        Assert.Equal([false, true], projects.Select(host.Workspaces.Exists));
        Assert.Equal([false, true], sockets.Select(File.Exists));
    }

    private static string Conversation(JsonNode request) => request["messages"]!.ToJsonString();

    private static async Task WaitForRequestAsync(EngineHost host, int count)
    {
        while (host.Model.Requests.Count < count) await Task.Delay(20, Token);
    }
}
