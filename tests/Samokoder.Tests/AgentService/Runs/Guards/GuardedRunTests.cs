using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.Contracts.Runs;
using Samokoder.Messaging.Runs;
using Samokoder.Tests.Support;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Runs.Guards;

public sealed class GuardedRunTests(Stores stores)
{
    private static readonly FakeReply Again = FakeReply.Calls("", ("read_file", new { path = "package.json" }));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_that_repeats_a_call_is_told_then_the_user_is_asked_and_the_answer_goes_on_also_over_a_restart()
    {
        var first = await EngineHost.StartAsync(stores, Stubborn);
        var runId = await first.AddRunAsync("Список книг");
        await first.WaitAsync(runId, RunStatus.Waiting);
        await using var host = await first.RestartAsync();

        var asked = Assert.Single(await host.EventsAsync(runId), e => e.Type == QuestionAsked.Type).Read<QuestionAsked>();
        Assert.Contains("по кругу", asked.Text, StringComparison.Ordinal);
        Assert.Equal(5, host.Model.Requests.Count);
        Assert.Equal([false, false, true, true], Enumerable.Range(1, 4).Select(i => LastTold(host, i).Contains("with the same arguments and the same result", StringComparison.Ordinal)));

        Assert.NotNull(await host.Data.Queue.AnswerAsync(runId, asked.QuestionId, "Закончи так", Token));
        await host.Services.GetRequiredService<RunWakeups>().WakeAsync(runId);
        await host.WaitAsync(runId, RunStatus.Succeeded);

        Assert.Contains("Закончи так", LastTold(host, 5), StringComparison.Ordinal);
        Assert.Equal(6, host.Model.Requests.Count);
    }

    [Fact]
    public async Task A_worker_that_dies_in_the_circle_counts_on_where_it_was()
    {
        var gate = new TaskCompletionSource();
        var calls = 0;
        var first = await EngineHost.StartAsync(stores, _ => Interlocked.Increment(ref calls) == 4 ? Again.After(gate.Task) : Again);
        var runId = await first.AddRunAsync();
        while (first.Model.Requests.Count < 4) await Task.Delay(20, Token);
        await using var host = await first.RestartAsync();
        gate.SetResult();

        await host.WaitAsync(runId, RunStatus.Waiting);

        Assert.Equal(6, host.Model.Requests.Count); // Five turns, and the one that was in flight.
        Assert.Equal(4, (await host.EventsAsync(runId)).Count(e => e.Type == ToolCompleted.Type));
    }

    /// <summary>Goes on until it hears from the user.</summary>
    private static FakeReply Stubborn(JsonNode request) =>
        request["messages"]!.AsArray()[^1]!["content"]!.ToString().Contains("answers:", StringComparison.Ordinal) ? FakeReply.Says("Готово.") : Again;

    private static string LastTold(EngineHost host, int request) => host.Model.Requests[request]["messages"]!.AsArray()[^1]!["content"]!.ToString();
}
