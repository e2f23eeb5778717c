using System.ComponentModel;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Samokoder.AgentService.Agents.Tester;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Tools;
using Samokoder.Contracts.Runs;
using Samokoder.Tests.AgentService.Runs.Roles;
using Samokoder.Tests.Support;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Runs;

/// <summary>What happens side by side, and what one after the other.</summary>
public sealed class OrderTests(Stores stores)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tools_that_only_read_run_side_by_side()
    {
        await using var host = await EngineHost.StartAsync(
            stores, FakeOpenAI.Script(
                FakeReply.Calls("", ("meet", new { name = "a" }), ("meet", new { name = "b" }), ("meet", new { name = "c" })),
                FakeReply.Calls("", ("finish", new { summary = "Done." }))),
            services =>
            {
                PlainStarter.Use(services);
                services.AddSingleton<IPageTools, MeetingPages>();
            },
            ("Browser:Enabled", "false"));

        var runId = await host.AddRunAsync();
        await host.WaitAsync(runId, RunStatus.Succeeded);

        // Each waits for the two others: one after the other none would ever end.
        var results = host.Model.Requests[1]["messages"]!.AsArray().Where(m => (string?)m!["role"] == "tool").Select(m => (string?)m!["content"]);
        Assert.Equal(["met a", "met b", "met c"], results);
    }

    [Fact]
    public async Task A_prompt_that_is_sent_while_a_run_is_at_work_starts_after_it_with_its_files()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await EngineHost.StartAsync(stores, request => Answer(request, gate.Task), PlainStarter.Use, ("Browser:Enabled", "false"));
        var project = await host.AddProjectAsync();
        var first = await host.AddRunAsync(project, "The first thing");
        while (host.Model.Requests.Count < 2) await Task.Delay(20, Token);

        var second = await host.AddRunAsync(project, "The second thing");
        var other = await host.AddRunAsync(await host.AddProjectAsync(), "The second thing"); // of another project: it waits for nobody
        await host.WaitAsync(other, RunStatus.Succeeded);
        Assert.Equal(RunStatus.Queued, (await host.Data.GetRunAsync(second)).Status);
        gate.SetResult();
        var (one, two) = (await host.WaitAsync(first, RunStatus.Succeeded), await host.WaitAsync(second, RunStatus.Succeeded));

        Assert.True(two.StartedAt >= one.EndedAt, $"The second began at {two.StartedAt:O}, the first ended at {one.EndedAt:O}.");
        Assert.Equal("the first one's\nthe second one's\n", await host.ReadFileAsync(second, "notes.txt"));
    }

    /// <summary>The first run writes a file and waits; the second one adds to it.</summary>
    private static FakeReply Answer(JsonNode request, Task gate)
    {
        var messages = request["messages"]!.AsArray();
        var isSecond = (string?)messages.Last(m => (string?)m!["role"] == "user")!["content"] == "The second thing";
        var answered = messages.Reverse().TakeWhile(m => (string?)m!["role"] != "user").Count(m => (string?)m!["role"] == "assistant");
        var finish = FakeReply.Calls("", ("finish", new { summary = "Done." }));
        if (answered > 0) return isSecond ? finish : finish.After(gate);
        return isSecond
            ? FakeReply.Calls("", ("edit_file", new { path = "notes.txt", edits = new[] { new { search = "the first one's\n", replace = "the first one's\nthe second one's\n" } } }))
            : FakeReply.Calls("", ("write_file", new { path = "notes.txt", content = "the first one's\n" }));
    }

    private sealed class MeetingPages : IPageTools
    {
        private readonly Meeting _meeting = new();

        public Task<PageTools> OpenAsync(PreviewProject project, CancellationToken cancellationToken) => Task.FromResult(new PageTools(null));

        public PageTools View(PreviewProject project) => new(_meeting);
    }

    internal sealed class Meeting
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _there;

        [KernelFunction("meet"), AgentTool(ToolEffect.ReadOnly), Description("Waits for two others.")]
        public async Task<ToolResult> MeetAsync(string name, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _there) == 3) _all.SetResult();
            return await Task.WhenAny(_all.Task, Task.Delay(TimeSpan.FromSeconds(20), cancellationToken)) == _all.Task
                ? ToolResult.Ok($"met {name}", "met")
                : ToolResult.Error("nobody else came");
        }
    }
}
