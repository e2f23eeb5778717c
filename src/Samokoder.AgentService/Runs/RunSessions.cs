using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Samokoder.AgentService.Runs.Guards;
using Samokoder.AgentService.Runs.State;
using Samokoder.Contracts.Runs;
using Samokoder.Data;
using Samokoder.Data.Runs;
using Samokoder.Messaging.Notifications;
using Samokoder.Messaging.Runs;

namespace Samokoder.AgentService.Runs;

/// <summary>Opens runs from the journal and ends them when no session can.</summary>
internal sealed class RunSessions(
    RunJournal journal, RunEventBus bus, NotificationHints notifications, IDbContextFactory<SamokoderDbContext> contexts, IOptions<GuardOptions> guards, TimeProvider time)
{
    /// <summary>Earlier requests and closing messages of the project that a run reads, newest last.</summary>
    private const int MaxHistory = 24;
    private const int MaxHistoryChars = 24_000;

    public async Task<RunSession> OpenAsync(ClaimedRun run, CancellationToken cancellationToken) => new(
        run, RunState.Replay(await journal.ReadStepsAsync(run.Lease.RunId, cancellationToken), guards.Value),
        new RunJournalWriter(run.Lease, journal, bus, notifications, time), time);

    /// <summary>Whether no earlier run of the project has built anything.</summary>
    public async Task<bool> IsFirstAsync(ClaimedRun run, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return !await db.Checkpoints.AnyAsync(c => c.ProjectId == run.ProjectId && c.RunId != null && c.RunId != run.Lease.RunId, cancellationToken);
    }

    /// <summary>Ends a run from outside its session. An open tool call is shown as interrupted.</summary>
    public async Task EndAsync(RunLease lease, RunStatus status, RunError? error, CancellationToken cancellationToken)
    {
        var entry = new JournalEntry();
        foreach (var open in (await journal.ReadStepsAsync(lease.RunId, cancellationToken)).Where(s => s is { Kind: RunStepKind.Tool, Status: RunStepStatus.Started }))
            entry.Event(new ToolCompleted(open.CallId!, open.Name, ToolOutcome.Interrupted, "interrupted", null, 0));
        await new RunJournalWriter(lease, journal, bus, notifications, time).AppendAsync(entry.ChangeStatus(status, error), cancellationToken);
    }

    /// <summary>What was said in the project before this run, shortened from its beginning.</summary>
    public async Task<IReadOnlyList<StoredUtterance>> ReadHistoryAsync(ClaimedRun run, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var newest = await db.Messages.AsNoTracking()
            .Where(m => m.ProjectId == run.ProjectId && m.RunId != run.Lease.RunId)
            .OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id).Take(MaxHistory).ToListAsync(cancellationToken);
        var room = MaxHistoryChars;
        return [.. newest.TakeWhile(m => (room -= m.Text.Length) >= 0).Reverse()
            .Select(m => new StoredUtterance(m.Role == MessageRole.User ? "user" : "assistant", m.Text))];
    }

    /// <summary>The answer to the question that a call asked; null while there is none.</summary>
    public async Task<string?> FindAnswerAsync(Guid runId, string callId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Questions.AsNoTracking().Where(q => q.RunId == runId && q.CallId == callId && q.AnsweredAt != null)
            .OrderByDescending(q => q.AnsweredAt).Select(q => q.Answer).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Every answered question of a run, oldest first.</summary>
    public async Task<IReadOnlyList<AnsweredQuestion>> ReadAnswersAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Questions.AsNoTracking().Where(q => q.RunId == runId && q.AnsweredAt != null)
            .OrderBy(q => q.AnsweredAt).Select(q => new AnsweredQuestion(q.Text, q.Answer!)).ToListAsync(cancellationToken);
    }

    public async Task<ProjectFacts> ReadProjectAsync(Guid projectId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Projects.AsNoTracking().Where(p => p.Id == projectId)
            .Select(p => new ProjectFacts(p.Id, p.Name, p.Starter, p.PreviewId, p.OwnerId)).SingleAsync(cancellationToken);
    }
}

internal sealed record ProjectFacts(Guid Id, string Name, string Starter, string PreviewId, Guid OwnerId);

internal sealed record AnsweredQuestion(string Question, string Answer);
