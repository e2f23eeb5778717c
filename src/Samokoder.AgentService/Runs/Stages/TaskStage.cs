using System.Text.Json;
using Microsoft.Extensions.Options;
using Samokoder.AgentService.Agents;
using Samokoder.AgentService.Agents.Planner;
using Samokoder.AgentService.Agents.Tester;
using Samokoder.AgentService.Runs.State;
using Samokoder.AgentService.Verification;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;

namespace Samokoder.AgentService.Runs.Stages;

/// <summary>One task: the coder, the verification, the fixer as often as allowed, a checkpoint.</summary>
internal sealed class TaskStage(
    RoleContexts contexts, Verifier verifier, IPageTools pages, IWorkspaces workspaces, IOptions<RunOptions> options, TimeProvider time)
{
    /// <summary>True when the run is to be left, because a question waits for the user.</summary>
    /// <param name="plan">Null when the coder works without one; there is one task then.</param>
    public async Task<bool> RunAsync(RunScope run, IReadOnlyList<PlannedTask>? plan, int index, CancellationToken cancellationToken)
    {
        if (run.State.EndOf(index) is not null) return false;
        var key = FormattableString.Invariant($"task-{index + 1}");
        var coder = run.State.Find(key) ?? await OpenAsync(run, plan, index, key, cancellationToken);
        while (true)
        {
            if (await run.Roles.RunAsync(coder, run.Tools(coder.Role, plan is not null), cancellationToken) == RoleOutcome.Parked) return true;
            var report = await VerifyAsync(run, plan?[index].Checks ?? [], coder, cancellationToken);
            var entry = new JournalEntry().Event(new VerificationCompleted(report.Rungs));
            if (report.Failure is not { } failure || coder.Repairs >= options.Value.MaxRepairs)
            {
                await EndAsync(run, plan, index, coder, report, entry, cancellationToken);
                return false;
            }
            var told = await contexts.FixerAsync(run, failure.Name, failure.Output ?? "", cancellationToken);
            await run.Session.NoteAsync(new StoredNote(key, AgentRole.Fixer, NoteKind.Repair, told), entry, cancellationToken);
        }
    }

    private async Task<Conversation> OpenAsync(
        RunScope run, IReadOnlyList<PlannedTask>? plan, int index, string key, CancellationToken cancellationToken)
    {
        var task = plan is null ? null : new CurrentTask(plan, index, Summaries(run, plan));
        var entry = plan is null ? new JournalEntry() : new JournalEntry().Event(PlanProgress.Shown(plan, run.State, index));
        return await run.Session.OpenAsync(await contexts.CoderAsync(run, key, task, cancellationToken), entry, cancellationToken);
    }

    private async Task<VerificationReport> VerifyAsync(RunScope run, IReadOnlyList<string> checks, Conversation coder, CancellationToken cancellationToken)
    {
        var key = FormattableString.Invariant($"{coder.Key}-tester-{coder.Repairs + 1}");
        return await verifier.VerifyAsync(run.Preview, checks, new AcceptanceTester(run, contexts, pages, key), cancellationToken);
    }

    /// <summary>The checkpoint comes first: it is the same again when a crash lets this be done twice.</summary>
    private async Task EndAsync(
        RunScope run, IReadOnlyList<PlannedTask>? plan, int index, Conversation coder, VerificationReport report, JournalEntry entry,
        CancellationToken cancellationToken)
    {
        var title = plan?[index].Title ?? run.Title;
        await CheckpointAsync(run, title, report.Rungs, entry, onlyIfChanged: false, cancellationToken);
        var end = new StoredTask(index, report.Passed, coder.FinalMessage ?? "", coder.FinalMessageId, report.Rungs);
        if (plan is not null) entry.Event(PlanProgress.Shown(plan, run.State, end));
        await run.Session.EndTaskAsync(end, entry, cancellationToken);
    }

    /// <summary>Keeps the files as they are, with what the verification found of them.</summary>
    public async Task CheckpointAsync(
        RunScope run, string title, IReadOnlyList<VerificationRung> rungs, JournalEntry entry, bool onlyIfChanged, CancellationToken cancellationToken)
    {
        var commit = await workspaces.Checkpoints(run.Project.Id).CommitAsync(title, cancellationToken);
        if (onlyIfChanged && !commit.Changed) return;
        var checkpoint = new Data.Projects.Checkpoint
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()), Sha = commit.Sha, Title = title, Verification = JsonSerializer.Serialize(rungs, ContractJson.Options),
        };
        entry.Checkpoints.Add(checkpoint);
        entry.Event(new CheckpointCreated(checkpoint.Id, title));
    }

    /// <summary>What was said of the tasks that are over, as a numbered list.</summary>
    public static IReadOnlyList<string> Summaries(RunScope run, IReadOnlyList<PlannedTask> plan) =>
        [.. plan.Select((task, i) => (task.Title, Number: i + 1, End: run.State.EndOf(i))).Where(t => t.End is not null)
            .Select(t => FormattableString.Invariant($"{t.Number}. {t.Title}\n{t.End!.Summary}"))];
}
