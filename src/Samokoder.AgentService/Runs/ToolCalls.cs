using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Samokoder.AgentService.Runs.Guards;
using Samokoder.AgentService.Tools;

namespace Samokoder.AgentService.Runs;

internal enum CallsOutcome
{
    /// <summary>Every call has a result.</summary>
    Completed,

    /// <summary>A question waits for the user; leave the run.</summary>
    Parked,
}

/// <summary>Executes the calls of the newest turn: those that only read together, the others one after the other in their order.</summary>
internal sealed class ToolCalls(RunSession session, ToolSet tools, CallScope scope, RunSessions sessions, RunMetrics metrics, TimeProvider time)
{
    public List<AITool> ForModel() => tools.ForModel();

    public async Task<CallsOutcome> ExecuteAsync(Kernel kernel, CancellationToken cancellationToken)
    {
        while (session.Pending.Count > 0)
        {
            var group = await session.StartAsync(NextGroup(), call => tools.Find(call.Name)?.TargetOf(call.Arguments) ?? "", cancellationToken);
            scope.CallId = group[0].Id;
            var results = await Task.WhenAll(group.Select(call => InvokeAsync(kernel, call, cancellationToken)));
            if (results[0].Result.Question is { } question)
            {
                await session.ParkAsync(group[0], question, cancellationToken);
                return CallsOutcome.Parked;
            }
            await session.CompleteAsync(results, cancellationToken);
        }
        return CallsOutcome.Completed;
    }

    /// <summary>All readers at the front, else the first call alone; also alone is one in whose place the user is asked.</summary>
    private List<PendingCall> NextGroup()
    {
        var readers = session.Pending
            .TakeWhile(call => tools.Find(call.Name) is { Effect: ToolEffect.ReadOnly } && session.Guard.Stops(call.Name, call.Arguments) is null).ToList();
        return readers.Count > 0 ? readers : [session.Pending[0]];
    }

    private async Task<CompletedCall> InvokeAsync(Kernel kernel, PendingCall call, CancellationToken cancellationToken)
    {
        var tool = tools.Find(call.Name);
        var started = time.GetTimestamp();
        var stop = session.Guard.Stops(call.Name, call.Arguments);
        var result = stop is null
            ? await InvokeAsync(kernel, tool, call, cancellationToken)
            : ToolResult.Ok("", "") with { Question = GuardTexts.ForUser(stop, session.Run.Prompt) };
        if (result.Question is not null && await sessions.FindAnswerAsync(session.Run.Lease.RunId, call.Id, cancellationToken) is { } answer)
            result = ToolResult.Ok(stop is null ? $"The user answers: {answer}" : GuardTexts.ForModel(answer), "answered") with { Answered = true };
        metrics.ToolCalled(tool?.Function.Name ?? "unknown", result.Outcome);
        return new CompletedCall(call, result, time.GetElapsedTime(started));
    }

    private async Task<ToolResult> InvokeAsync(Kernel kernel, AgentTool? tool, PendingCall call, CancellationToken cancellationToken)
    {
        if (tool is null) return ToolResult.Error($"there is no tool {call.Name}. The tools are: {string.Join(", ", tools.Names)}.");
        if (call.Interrupted && tool.Effect == ToolEffect.Once)
            return ToolResult.Error("the server restarted while this ran. It may or may not have had its effect: look, and do what is left.") with
            {
                Outcome = Contracts.Runs.ToolOutcome.Interrupted, Summary = "interrupted",
            };
        return await tool.InvokeAsync(kernel, call.Arguments, cancellationToken);
    }
}
