using Samokoder.AgentService.Agents.Planner;
using Samokoder.AgentService.Runs.State;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Runs.Stages;

internal static class PlanProgress
{
    /// <summary>The plan as people see it.</summary>
    /// <param name="doing">The task that is worked on, from 0; null for none.</param>
    public static PlanUpdated Shown(IReadOnlyList<PlannedTask> plan, RunState state, int? doing) =>
        new([.. plan.Select((task, i) => new PlanTask(task.Title, StatusOf(state.EndOf(i), i == doing), task.Checks))]);

    /// <summary>The same with one more task at its end.</summary>
    public static PlanUpdated Shown(IReadOnlyList<PlannedTask> plan, RunState state, StoredTask ended) =>
        new([.. plan.Select((task, i) => new PlanTask(task.Title, StatusOf(i == ended.Index ? ended : state.EndOf(i), doing: false), task.Checks))]);

    private static PlanTaskStatus StatusOf(StoredTask? end, bool doing) => end switch
    {
        { Passed: true } => PlanTaskStatus.Done,
        { Passed: false } => PlanTaskStatus.Failed,
        _ => doing ? PlanTaskStatus.Doing : PlanTaskStatus.Todo,
    };
}
