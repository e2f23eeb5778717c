using Samokoder.AgentService.Agents;
using Samokoder.AgentService.Agents.Analyst;
using Samokoder.AgentService.Agents.Planner;
using Samokoder.AgentService.Runs.State;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Runs.Stages;

/// <summary>What a run is to do.</summary>
/// <param name="Leave">The run waits for the user, or the user gave it up: nothing more is to be done now.</param>
/// <param name="Tasks">Null when the coder works without a plan.</param>
internal sealed record PlanningResult(bool Leave, IReadOnlyList<PlannedTask>? Tasks = null);

/// <summary>Analysis, what a new app starts from, plan and its approval. Nothing of the app is written before this stage is over.</summary>
internal sealed class PlanningStage(RoleContexts contexts, RunSessions sessions, StarterStage starters, RunMetrics metrics)
{
    private const string AnalystKey = "analyst";
    private const string PlannerKey = "planner";

    private static readonly PlanningResult Left = new(Leave: true);

    public async Task<PlanningResult> RunAsync(RunScope run, CancellationToken cancellationToken)
    {
        if (run.State.Route!.Path == RunPath.Coder) return await UnplannedAsync(run, analysis: null, cancellationToken);
        var analyst = run.State.Find(AnalystKey) ?? await OpenAsync(run, await contexts.AnalystAsync(run, AnalystKey, cancellationToken), cancellationToken);
        if (await run.Roles.RunAsync(analyst, run.Tools(AgentRole.Analyst, true), cancellationToken) == RoleOutcome.Parked) return Left;
        var analysis = analyst.Result<Analysis>();
        if (analysis is { Size: RequestSize.Small } && !run.Session.Run.ApprovePlan) return await UnplannedAsync(run, analysis, cancellationToken);

        await starters.ChooseAsync(run, analysis, large: analysis is not { Size: RequestSize.Small }, cancellationToken);
        var planner = run.State.Find(PlannerKey) ?? await OpenAsync(run, await contexts.PlannerAsync(run, PlannerKey, analysis, cancellationToken), cancellationToken);
        do
        {
            if (await run.Roles.RunAsync(planner, run.Tools(AgentRole.Planner, true), cancellationToken) == RoleOutcome.Parked) return Left;
            if (!run.Session.Run.ApprovePlan || run.State.PlanApproved) return new PlanningResult(Leave: false, TasksOf(planner, run));
        }
        while (await ApprovalAsync(run, planner, cancellationToken));
        return Left;
    }

    private async Task<PlanningResult> UnplannedAsync(RunScope run, Analysis? analysis, CancellationToken cancellationToken)
    {
        await starters.ChooseAsync(run, analysis, large: false, cancellationToken);
        return new PlanningResult(Leave: false);
    }

    /// <summary>A planner that handed over nothing leaves the request as the one task.</summary>
    private static IReadOnlyList<PlannedTask> TasksOf(Conversation planner, RunScope run) =>
        planner.Result<Plan>()?.Tasks ?? [new PlannedTask(run.Title, "All of the request.", [])];

    /// <summary>True when the user has answered, and the plan is approved or to be revised; false when the run is to be left.</summary>
    private async Task<bool> ApprovalAsync(RunScope run, Conversation planner, CancellationToken cancellationToken)
    {
        var approval = new PlanApproval(run.Prompt);
        var question = FormattableString.Invariant($"plan-{planner.Revisions + 1}");
        var (answered, answer) = await AnswerAsync(run, question, approval.Question, () => ShowAsync(run, planner, cancellationToken), cancellationToken);
        if (!answered) return false;
        switch (approval.Read(answer))
        {
            case ApprovalAnswer.Approve:
                await run.Session.ApproveAsync(cancellationToken);
                return true;
            case ApprovalAnswer.Cancel:
                await run.Session.CancelAsync(cancellationToken);
                metrics.Ended(RunStatus.Cancelled);
                return false;
            case ApprovalAnswer.Revision:
                await ReviseAsync(run, answer, cancellationToken);
                return true;
            default:
                var (said, change) = await AnswerAsync(run, question + "-change", approval.WhatToChange, () => Task.CompletedTask, cancellationToken);
                if (said) await ReviseAsync(run, change, cancellationToken);
                return said;
        }
    }

    private async Task<(bool Answered, string Answer)> AnswerAsync(
        RunScope run, string name, Tools.AskedQuestion question, Func<Task> beforeAsking, CancellationToken cancellationToken)
    {
        if (await sessions.FindAnswerAsync(run.Session.Run.Lease.RunId, name, cancellationToken) is { } answer) return (true, answer);
        await beforeAsking();
        await run.Session.ParkAsync(name, question, cancellationToken);
        return (false, "");
    }

    /// <summary>The fallback of a planner that handed over nothing was never shown.</summary>
    private static Task ShowAsync(RunScope run, Conversation planner, CancellationToken cancellationToken) => planner.Output is null
        ? run.Session.TellAsync(new Data.Runs.JournalEntry().Event(PlanProgress.Shown(TasksOf(planner, run), run.State, doing: null)), cancellationToken)
        : Task.CompletedTask;

    private static Task ReviseAsync(RunScope run, string wish, CancellationToken cancellationToken)
    {
        var text = $"The user has seen the plan and wants it changed. Hand over the whole plan again. The user writes:\n{wish}";
        return run.Session.NoteAsync(new StoredNote(PlannerKey, AgentRole.Planner, NoteKind.Revision, text), new(), cancellationToken);
    }

    private static Task<Conversation> OpenAsync(RunScope run, StoredContext context, CancellationToken cancellationToken) =>
        run.Session.OpenAsync(context, new(), cancellationToken);
}
