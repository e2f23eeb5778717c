using Samokoder.AgentService.Agents;
using Samokoder.AgentService.Agents.Planner;
using Samokoder.AgentService.Agents.Writer;
using Samokoder.AgentService.Runs.State;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;

namespace Samokoder.AgentService.Runs.Stages;

/// <summary>The end of a run: README and closing message of a planned one, else the coder's own last words.</summary>
internal sealed class ClosingStage(RoleContexts contexts, TaskStage tasks, RunMetrics metrics)
{
    private const string WriterKey = "writer";

    public async Task RunAsync(RunScope run, IReadOnlyList<PlannedTask>? plan, CancellationToken cancellationToken)
    {
        var last = LastTask(run, plan);
        if (!last.Passed) throw new RunFailedException(new RunError(ErrorCodes.RunStuck, Stuck(last, plan)));
        var entry = new JournalEntry();
        var (message, messageId) = plan is null ? (last.Summary, last.MessageId) : (await WriteAsync(run, plan, last, entry, cancellationToken), null);
        await run.Session.SucceedAsync(entry, message, messageId, cancellationToken);
        metrics.Ended(RunStatus.Succeeded);
    }

    private async Task<string> WriteAsync(RunScope run, IReadOnlyList<PlannedTask> plan, StoredTask last, JournalEntry entry, CancellationToken cancellationToken)
    {
        var writer = run.State.Find(WriterKey)
            ?? await run.Session.OpenAsync(await contexts.WriterAsync(run, WriterKey, TaskStage.Summaries(run, plan), cancellationToken), new(), cancellationToken);
        await run.Roles.RunAsync(writer, run.Tools(AgentRole.Writer, true), cancellationToken);
        await tasks.CheckpointAsync(run, run.Title, last.Rungs, entry, onlyIfChanged: true, cancellationToken);
        return writer.Result<Closing>()?.Message ?? last.Summary;
    }

    /// <summary>The last task that was begun: those after a failed one never are.</summary>
    private static StoredTask LastTask(RunScope run, IReadOnlyList<PlannedTask>? plan) =>
        Enumerable.Range(0, plan?.Count ?? 1).Select(run.State.EndOf).Last(end => end is not null)!;

    private static string Stuck(StoredTask task, IReadOnlyList<PlannedTask>? plan)
    {
        var check = task.Failure?.Name;
        return plan is null
            ? $"The app is written, but its check \"{check}\" still fails after several repairs. Everything is kept as it is. Look at the check's output, and say what should be different."
            : FormattableString.Invariant($"Task {task.Index + 1} of {plan.Count}, \"{plan[task.Index].Title}\", is written, but its check \"{check}\" still fails after several repairs. The tasks before it are done, and everything is kept as it is. Look at the check's output, and say what should be different.");
    }
}
