using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;
using Samokoder.Messaging.Runs;
using Samokoder.Tests.Support;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Runs.Roles;

public sealed class PlannedRunTests(Stores stores)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_app_passes_all_roles_and_a_failing_check_is_repaired()
    {
        var model = new PlannedModel();
        await using var host = await StartAsync(model.Answer);
        var runId = await host.AddRunAsync("A list of books");
        await host.WaitAsync(runId, RunStatus.Succeeded);

        Assert.Equal(
            ["analyst", "planner", "coder", "coder", "tester", "tester", "coder", "coder", "tester", "tester", "coder", "coder", "coder", "coder", "writer"], model.Asked);
        Assert.Contains("Books", await host.ReadFileAsync(runId, "page.html"), StringComparison.Ordinal);
        Assert.Equal("# Books\n", await host.ReadFileAsync(runId, "README.md"));
        var events = await host.EventsAsync(runId);
        Assert.Equal(
            ["Todo Todo", "Doing Todo", "Done Todo", "Done Doing", "Done Done"],
            Read<PlanUpdated>(events, PlanUpdated.Type).Select(p => string.Join(' ', p.Tasks.Select(t => t.Status))));
        Assert.Equal([PlannedModel.Check], Read<PlanUpdated>(events, PlanUpdated.Type).First().Tasks[0].Checks);
        Assert.Equal([RungStatus.Failed, RungStatus.Passed], Read<VerificationCompleted>(events, VerificationCompleted.Type)
            .SelectMany(v => v.Rungs).Where(r => r.Name == "checks").Select(r => r.Status));
        Assert.Equal(["The list", "The notes", "A list of books"], Read<CheckpointCreated>(events, CheckpointCreated.Type).Select(c => c.Title));
        Assert.Equal(PlannedModel.Closing, Read<MessageCompleted>(events, MessageCompleted.Type).Last().Text);
        Assert.Equal(["coder", "fixer"], Read<MessageCompleted>(events, MessageCompleted.Type).Where(m => m.Agent is not null).Select(m => m.Agent));
        var calls = Read<ToolStarted>(events, ToolStarted.Type).Select(t => t.CallId).ToList();
        Assert.Equal(calls.Count, calls.Distinct(StringComparer.Ordinal).Count());
        await using var db = host.Data.CreateDbContext();
        Assert.All(await db.Checkpoints.Where(c => c.RunId == runId).ToListAsync(Token), c => Assert.Contains("serve", c.Verification, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_fixer_reads_what_the_tester_saw()
    {
        var model = new PlannedModel();
        await using var host = await StartAsync(model.Answer);
        await host.WaitAsync(await host.AddRunAsync("A list of books"), RunStatus.Succeeded);

        var told = host.Model.Requests[6]["messages"]!.AsArray()[^1]!;
        Assert.Equal("user", (string?)told["role"]);
        Assert.Contains(PlannedModel.Check, (string?)told["content"], StringComparison.Ordinal);
        Assert.Contains("The heading, as seen.", (string?)told["content"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_stays_failed_ends_the_run_with_what_is_kept()
    {
        var model = new PlannedModel();
        await using var host = await StartAsync(model.Answer, ("Runs:MaxRepairs", "0"));
        var runId = await host.AddRunAsync("A list of books");
        var run = await host.WaitAsync(runId, RunStatus.Failed);

        Assert.Equal(ErrorCodes.RunStuck, run.ErrorCode);
        Assert.Contains("Task 1 of 2, \"The list\"", run.ErrorDetail, StringComparison.Ordinal);
        var events = await host.EventsAsync(runId);
        Assert.Equal([PlanTaskStatus.Failed, PlanTaskStatus.Todo], Read<PlanUpdated>(events, PlanUpdated.Type).Last().Tasks.Select(t => t.Status));
        Assert.Single(events, e => e.Type == CheckpointCreated.Type);
        Assert.DoesNotContain("writer", model.Asked);
    }

    [Fact]
    public async Task A_request_that_the_analyst_calls_small_goes_to_the_coder_without_a_plan()
    {
        await using var host = await StartAsync(FakeOpenAI.Script(FakeReply.Says("There is not much to do.")));
        var runId = await host.AddRunAsync("A list of books");
        await host.WaitAsync(runId, RunStatus.Succeeded);

        Assert.Equal(["analyst", "coder"], host.Model.Requests.Select(PlannedModel.RoleOf));
        Assert.DoesNotContain(await host.EventsAsync(runId), e => e.Type == PlanUpdated.Type);
        Assert.Contains("update_plan", FakeOpenAI.ToolsOf(host.Model.Requests[1]));
    }

    [Fact]
    public async Task A_small_follow_up_pays_for_no_other_role()
    {
        await using var host = await StartAsync(FakeOpenAI.Script(FakeReply.Says("Done.")));
        var project = await host.AddProjectAsync();
        await host.WaitAsync(await host.AddRunAsync(project, "A list of books"), RunStatus.Succeeded);
        await host.WaitAsync(await host.AddRunAsync(project, "make the button green"), RunStatus.Succeeded);

        Assert.Equal(["analyst", "coder", "coder"], host.Model.Requests.Select(PlannedModel.RoleOf));
    }

    [Theory]
    [InlineData("submit_analysis", """{"size":"huge","summary":"x","requirements":["y"]}""")]
    [InlineData("submit_analysis", """{"size":"large"}""")]
    [InlineData("submit_analysis", "{\"size\":")]
    [InlineData("no_such_tool", "{}")]
    public async Task A_wrong_shape_is_told_to_the_model_which_tries_again(string tool, string arguments)
    {
        var model = new PlannedModel();
        var first = true;
        await using var host = await StartAsync(request =>
        {
            if (!first) return model.Answer(request);
            first = false;
            return FakeReply.CallsRaw(tool, arguments);
        });
        await host.WaitAsync(await host.AddRunAsync("A list of books"), RunStatus.Succeeded);

        Assert.Equal(["analyst", "planner"], model.Asked.Take(2));
        Assert.Contains("error:", (string?)host.Model.Requests[1]["messages"]!.AsArray()[^1]!["content"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_planner_that_only_talks_is_corrected_twice_and_then_done_without()
    {
        var model = new PlannedModel();
        await using var host = await StartAsync(request => PlannedModel.RoleOf(request) == "planner" ? FakeReply.Says("First I would…") : model.Answer(request));
        var runId = await host.AddRunAsync("A list of books");
        await host.WaitAsync(runId, RunStatus.Succeeded);

        Assert.Equal(3, host.Model.Requests.Count(r => PlannedModel.RoleOf(r) == "planner"));
        Assert.Equal("A list of books", Assert.Single(Read<PlanUpdated>(await host.EventsAsync(runId), PlanUpdated.Type).Last().Tasks).Title);
    }

    [Fact]
    public async Task The_plan_waits_for_approval_before_anything_is_written_also_over_a_restart()
    {
        var model = new PlannedModel();
        var first = await StartAsync(model.Answer);
        var runId = await AddApprovedAsync(first);
        await first.WaitAsync(runId, RunStatus.Waiting);
        Assert.Equal(["analyst", "planner"], model.Asked);
        var events = await first.EventsAsync(runId);
        Assert.Equal(["Approve", "Change", "Cancel"], Assert.Single(Read<QuestionAsked>(events, QuestionAsked.Type)).Choices);
        Assert.DoesNotContain(events, e => e.Type == FileChanged.Type);

        await using var host = await first.RestartAsync();
        await host.AnswerAsync(runId, "Approve");
        await host.WaitAsync(runId, RunStatus.Succeeded);

        Assert.Equal(["analyst", "planner", "coder"], model.Asked.Take(3));
    }

    [Fact]
    public async Task A_text_in_place_of_an_approval_changes_the_plan_which_is_asked_about_again()
    {
        var model = new PlannedModel();
        await using var host = await StartAsync(model.Answer);
        var runId = await AddApprovedAsync(host);
        await host.WaitAsync(runId, RunStatus.Waiting);
        await host.AnswerAsync(runId, "Change");
        await WaitForQuestionAsync(host, runId, 2);
        await host.AnswerAsync(runId, "Without the notes, please");
        await WaitForQuestionAsync(host, runId, 3);

        Assert.Equal(["analyst", "planner", "planner"], model.Asked);
        Assert.Contains("Without the notes, please", (string?)host.Model.Requests[2]["messages"]!.AsArray()[^1]!["content"], StringComparison.Ordinal);
        await host.AnswerAsync(runId, "approve");
        await host.WaitAsync(runId, RunStatus.Succeeded);

        var coder = host.Model.Requests.First(r => PlannedModel.RoleOf(r) == "coder");
        Assert.Contains("The user answered: Without the notes, please", coder["messages"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_that_is_cancelled_ends_the_run_and_nothing_is_written()
    {
        var model = new PlannedModel();
        await using var host = await StartAsync(model.Answer);
        var project = await host.AddProjectAsync();
        var runId = await host.AddRunAsync(project, "Список книг", approvePlan: true);
        await host.WaitAsync(runId, RunStatus.Waiting);
        await host.AnswerAsync(runId, "Отменить");
        await host.WaitAsync(runId, RunStatus.Cancelled);

        Assert.DoesNotContain(await host.EventsAsync(runId), e => e.Type is "file.changed" or "checkpoint.created");
        Assert.Equal(["analyst", "planner"], model.Asked);
    }

    [Theory]
    [InlineData("analyst")]
    [InlineData("planner")]
    [InlineData("tester")]
    [InlineData("writer")]
    public async Task Cancelling_stops_every_role_that_is_still_writing(string role)
    {
        var model = new PlannedModel();
        await using var host = await StartAsync(request => PlannedModel.RoleOf(request) == role ? FakeReply.Stalls("Let me think") : model.Answer(request));
        var runId = await host.AddRunAsync("A list of books");
        await Wait.UntilAsync(() => host.Model.Requests.Any(r => PlannedModel.RoleOf(r) == role));

        Assert.True((await host.Data.Queue.RequestCancelAsync(runId, Token))!.WorkerMustStop);
        await host.Services.GetRequiredService<RunCancellations>().SignalAsync(runId);

        await host.WaitAsync(runId, RunStatus.Cancelled);
    }

    [Fact]
    public async Task A_further_request_waits_behind_the_run_that_is_active_and_begins_by_itself()
    {
        var gate = new TaskCompletionSource();
        await using var host = await StartAsync(FakeOpenAI.Script(FakeReply.Says("First.").After(gate.Task), FakeReply.Says("Second.")));
        var project = await host.AddProjectAsync();
        var first = await host.AddRunAsync(project, "A list of books");
        await Wait.UntilAsync(() => host.Model.Requests.Count >= 2);
        var second = await host.AddRunAsync(project, "make it green");
        await host.WaitAsync(second, RunStatus.Queued);
        gate.SetResult();

        await host.WaitAsync(first, RunStatus.Succeeded);
        await host.WaitAsync(second, RunStatus.Succeeded);

        Assert.Equal([RunStatus.Queued, RunStatus.Running, RunStatus.Succeeded],
            Read<RunStatusChanged>(await host.EventsAsync(second), RunStatusChanged.Type).Select(s => s.Status));
        Assert.True((await host.Data.GetRunAsync(first)).EndedAt <= (await host.Data.GetRunAsync(second)).StartedAt);
    }

    [Fact]
    public async Task The_demo_model_plays_every_role_and_asks_for_no_turn_too_many()
    {
        await using var host = await EngineHost.StartAsync(
            stores, _ => FakeReply.Says("not asked"), ("Runs:Routing", "Auto"), ("DemoModel:CharactersPerSecond", "0"));
        var project = await host.AddProjectAsync();
        var runId = await host.AddRunAsync(project, "A shopping list with name, quantity and a bought checkbox", ServiceNames.DemoModelId);
        await host.WaitAsync(runId, RunStatus.Succeeded);

        var turns = (await host.Data.Journal.ReadStepsAsync(runId, Token)).Where(s => s.Kind == RunStepKind.Turn).Select(s => s.Name).ToList();
        var checks = Assert.Single(Read<VerificationCompleted>(await host.EventsAsync(runId), VerificationCompleted.Type)).Rungs.Single(r => r.Name == "checks");
        Assert.Equal(["analyst", "planner", "coder", .. checks.Status == RungStatus.Skipped ? [] : new[] { "tester" }, "writer"], turns.Distinct(StringComparer.Ordinal));
        Assert.InRange(turns.Count(t => t == "tester"), 0, 4);
        Assert.NotEqual(RungStatus.Failed, checks.Status);
        Assert.Equal(PlanTaskStatus.Done, Assert.Single(Read<PlanUpdated>(await host.EventsAsync(runId), PlanUpdated.Type).Last().Tasks).Status);
        var closing = Read<MessageCompleted>(await host.EventsAsync(runId), MessageCompleted.Type).Last().Text;
        Assert.Contains("built-in demo generator", closing, StringComparison.Ordinal);

        var second = await host.AddRunAsync(project, "add a due date and make it dark", ServiceNames.DemoModelId);
        await host.WaitAsync(second, RunStatus.Succeeded);

        Assert.Contains("dueDate", await host.ReadFileAsync(second, "src/schema.ts"), StringComparison.Ordinal);
        var called = Read<ToolStarted>(await host.EventsAsync(second), ToolStarted.Type).Select(t => t.Tool).ToList();
        Assert.Contains("edit_file", called);
        Assert.DoesNotContain("write_file", called);
    }

    private Task<EngineHost> StartAsync(Func<JsonNode, FakeReply> answer, params (string Key, string Value)[] settings) => EngineHost.StartAsync(
        stores, answer,
        services =>
        {
            PlainStarter.Use(services);
            FakePage.Use(services);
        },
        [("Runs:Routing", "Auto"), ("Browser:Enabled", "false"), .. settings]);

    private static async Task<Guid> AddApprovedAsync(EngineHost host) => await host.AddRunAsync(await host.AddProjectAsync(), "A list of books", approvePlan: true);

    private static async Task WaitForQuestionAsync(EngineHost host, Guid runId, int number)
    {
        await Wait.UntilAsync(async () => (await host.EventsAsync(runId)).Count(e => e.Type == QuestionAsked.Type) >= number);
        await host.WaitAsync(runId, RunStatus.Waiting);
    }

    private static IEnumerable<T> Read<T>(IEnumerable<RunEvent> events, string type)
        where T : IRunEventData => events.Where(e => e.Type == type).Select(e => e.Read<T>());
}
