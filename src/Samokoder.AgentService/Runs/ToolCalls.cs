using Microsoft.SemanticKernel;
using Samokoder.AgentService.Context;
using Samokoder.AgentService.Runs.Guards;
using Samokoder.AgentService.Runs.State;
using Samokoder.AgentService.Tools;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Runs;

internal enum CallsOutcome
{
    /// <summary>Every call has a result.</summary>
    Completed,

    /// <summary>A question waits for the user; leave the run.</summary>
    Parked,
}

/// <summary>
/// Executes the calls of a conversation's newest turn: those that only read together, the others one after the other in their order.
/// </summary>
internal sealed class ToolCalls(RunSession session, Kernel kernel, RunSessions sessions, RunMetrics metrics, TimeProvider time)
{
    /// <summary>The call that has its effect at present, for output that comes from within it.</summary>
    public string Running { get; private set; } = "";

    /// <summary>No result is stored longer; tools have closer bounds of their own.</summary>
    private const int MaxResultChars = 32_000;

    public async Task<CallsOutcome> ExecuteAsync(Conversation conversation, ToolSet tools, CancellationToken cancellationToken)
    {
        while (conversation.Pending.Count > 0)
        {
            var group = await StartAsync(conversation, tools, NextGroup(conversation, tools), cancellationToken);
            Running = group[0].Id;
            var results = await Task.WhenAll(group.Select(call => InvokeAsync(conversation, tools, call, cancellationToken)));
            if (results[0].Result.Question is { } question)
            {
                await session.ParkAsync(group[0].Id, question, cancellationToken);
                return CallsOutcome.Parked;
            }
            session.Complete(results);
        }
        return CallsOutcome.Completed;
    }

    /// <summary>All readers at the front, else the first call alone; also alone is one in whose place the user is asked.</summary>
    private static List<PendingCall> NextGroup(Conversation conversation, ToolSet tools)
    {
        var readers = conversation.Pending.TakeWhile(call => tools.Find(call.Name) is { Effect: ToolEffect.ReadOnly } && conversation.Stops(call) is null).ToList();
        return readers.Count > 0 ? readers : [conversation.Pending[0]];
    }

    /// <summary>A tool that there is not has no effect.</summary>
    private static ToolEffect EffectOf(ToolSet tools, PendingCall call) => tools.Find(call.Name)?.Effect ?? ToolEffect.ReadOnly;

    private async Task<IReadOnlyList<PendingCall>> StartAsync(
        Conversation conversation, ToolSet tools, List<PendingCall> group, CancellationToken cancellationToken)
    {
        var starting = new List<StartingCall>();
        foreach (var call in group)
        {
            var tool = tools.Find(call.Name);
            var trace = call.Step is null && tool?.Traces is { } traces ? await traces.TraceAsync(call.Name, call.Arguments, cancellationToken) : null;
            starting.Add(new StartingCall(call, tool?.TargetOf(call.Arguments) ?? "", trace));
        }
        return await session.StartAsync(conversation, starting, group.TrueForAll(call => EffectOf(tools, call) == ToolEffect.ReadOnly), cancellationToken);
    }

    private async Task<CompletedCall> InvokeAsync(Conversation conversation, ToolSet tools, PendingCall call, CancellationToken cancellationToken)
    {
        var tool = tools.Find(call.Name);
        var started = time.GetTimestamp();
        var stop = conversation.Stops(call);
        var result = stop is null
            ? Bounded(await InvokeAsync(tools, tool, call, cancellationToken))
            : ToolResult.Ok("", "") with { Question = GuardTexts.ForUser(stop, session.Run.Prompt) };
        if (result.Question is not null && await sessions.FindAnswerAsync(session.Run.Lease.RunId, call.Id, cancellationToken) is { } answer)
            result = ToolResult.Ok(stop is null ? $"The user answers: {answer}" : GuardTexts.ForModel(answer), "answered") with { Answered = true };
        metrics.ToolCalled(tool is null ? "unknown" : tool.IsOurs ? tool.Name : "mcp", result.Outcome);
        return new CompletedCall(call, result, time.GetElapsedTime(started));
    }

    private static ToolResult Bounded(ToolResult result) => result with
    {
        Text = Excerpt.Of(result.Text, MaxResultChars), Detail = result.Detail is { } detail ? Excerpt.Of(detail, MaxResultChars) : null,
    };

    private async Task<ToolResult> InvokeAsync(ToolSet tools, AgentTool? tool, PendingCall call, CancellationToken cancellationToken)
    {
        if (tool is null) return ToolResult.Error($"there is no tool {call.Name}. The tools are: {string.Join(", ", tools.Names)}.");
        if (!call.Interrupted) return await tool.InvokeAsync(kernel, call.Arguments, cancellationToken);
        var recovered = await RecoverAsync(tool, call, cancellationToken);
        return recovered.Fate switch
        {
            CallFate.Done => recovered.Result!,
            CallFate.NotDone => await tool.InvokeAsync(kernel, call.Arguments, cancellationToken),
            _ => Interrupted,
        };
    }

    private static async Task<Recovered> RecoverAsync(AgentTool tool, PendingCall call, CancellationToken cancellationToken) => tool.Effect switch
    {
        ToolEffect.Once => new Recovered(CallFate.Unknown),
        ToolEffect.Traced => await tool.Traces!.RecoverAsync(call.Name, call.Arguments, call.Step?.Result, cancellationToken),
        _ => new Recovered(CallFate.NotDone),
    };

    private static ToolResult Interrupted =>
        ToolResult.Error("the server restarted while this ran. It may or may not have had its effect: look, and do what is left.") with
        {
            Outcome = ToolOutcome.Interrupted, Summary = "interrupted",
        };
}
