using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Samokoder.AgentService.Agents;
using Samokoder.AgentService.Agents.Tester;
using Samokoder.AgentService.Budgets;
using Samokoder.AgentService.Context;
using Samokoder.AgentService.Llm;
using Samokoder.AgentService.Mcp;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Runs.Live;
using Samokoder.AgentService.Runs.Stages;
using Samokoder.Messaging.Runs;

namespace Samokoder.AgentService.Runs;

/// <summary>
/// Leads a run through its stages: planning, tasks, closing. Each stage asks the journal's state what of it is done, so the same path is taken by
/// a run that begins and by one that is taken up in its middle.
/// </summary>
internal sealed class RunLoop(
    ChatModels models, BudgetedTurns turns, RunSessions sessions, RoleTools tools, StarterStage starters, PlanningStage planning,
    TaskStage tasks, ClosingStage closing, RunEventBus bus, RunContexts contexts, RunMetrics metrics, McpServers mcp, IPageTools pages,
    IOptions<RunOptions> options, TimeProvider time)
{
    public async Task RunAsync(RunSession session, CancellationToken cancellationToken)
    {
        var project = await sessions.ReadProjectAsync(session.Run.ProjectId, cancellationToken);
        await using var own = mcp.Open(project.Id);
        await using var view = pages.View(new PreviewProject(project.Id, project.PreviewId));
        var run = await ScopeAsync(session, project, () => view.Tools is { } tool ? [tool, .. own.Tools] : own.Tools, cancellationToken);
        await starters.ProvisionAsync(run, cancellationToken);
        var known = run.Starter is not null;
        if (known) own.Begin();
        if (run.State.Route is null) await BeginAsync(session, cancellationToken);
        else await session.ContinueAsync(cancellationToken);

        var plan = await planning.RunAsync(run, cancellationToken);
        if (plan.Leave) return;
        if (!known) own.Begin(); // Servers run in the sandbox, which is there since the starter was chosen.
        await ReadyAsync(session, own, cancellationToken);
        for (var index = 0; index < (plan.Tasks?.Count ?? 1); index++)
        {
            if (await tasks.RunAsync(run, plan.Tasks, index, cancellationToken)) return;
            if (run.State.EndOf(index) is { Passed: false }) break;
        }
        await closing.RunAsync(run, plan.Tasks, cancellationToken);
    }

    /// <summary>A server that does not start is told to the user; the run goes on without its tools.</summary>
    private static async Task ReadyAsync(RunSession session, McpToolbox own, CancellationToken cancellationToken)
    {
        foreach (var problem in await own.ReadyAsync(cancellationToken)) await session.SayAsync(McpTexts.DidNotStart(problem, session.Run.Prompt), cancellationToken);
    }

    private async Task BeginAsync(RunSession session, CancellationToken cancellationToken)
    {
        var first = await sessions.IsFirstAsync(session.Run, cancellationToken);
        await session.BeginAsync(RunRouter.Decide(session.Run.Prompt, first, session.Run.ApprovePlan, options.Value.Routing), cancellationToken);
    }

    private async Task<RunScope> ScopeAsync(
        RunSession session, ProjectFacts project, Func<IEnumerable<object>> more, CancellationToken cancellationToken)
    {
        var working = new RunModels(session, models, contexts);
        await working.OpenAsync(cancellationToken);

        var kernel = new Kernel();
        var live = new LiveEvents(session.Run.Lease.RunId, bus, time);
        var calls = new ToolCalls(session, kernel, sessions, metrics, time);
        var roles = new RoleLoop(session, working, turns, calls, live, options);
        return new RunScope(session, project, kernel, roles, (role, planned) =>
            tools.Of(role, planned, project, more(), (text, _) => live.OutputAsync(calls.Running, text)));
    }
}
