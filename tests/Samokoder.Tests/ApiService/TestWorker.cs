using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;
using Samokoder.Messaging.Notifications;
using Samokoder.Messaging.Runs;

namespace Samokoder.Tests.ApiService;

/// <summary>Works on a run as AgentService does: stores events in the journal, then publishes them.</summary>
internal sealed class TestWorker : IAsyncDisposable
{
    private readonly RunJournal _journal;
    private readonly RunEventBus _bus;
    private readonly NotificationHints _notifications;
    private readonly RunLease _lease;

    private TestWorker(IServiceProvider services, RunLease lease)
    {
        (_journal, _bus) = (services.GetRequiredService<RunJournal>(), services.GetRequiredService<RunEventBus>());
        _notifications = services.GetRequiredService<NotificationHints>();
        _lease = lease;
    }

    /// <summary>Whether the next events are only stored, as if Redis lost them.</summary>
    public bool Silent { get; set; }

    /// <summary>Takes exactly this run, whatever else is queued.</summary>
    public static Task<TestWorker> ClaimAsync(ApiFixture api, Guid runId) => ClaimAsync(api.Services, runId);

    public static async Task<TestWorker> ClaimAsync(IServiceProvider services, Guid runId)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<Samokoder.Data.SamokoderDbContext>>().CreateDbContextAsync();
        var run = await db.Runs.SingleAsync(r => r.Id == runId);
        run.Status = RunStatus.Running;
        run.LeaseOwner = "test";
        run.LeaseUntil = TimeProvider.System.GetUtcNow().AddMinutes(5);
        run.LeaseEpoch++;
        await db.SaveChangesAsync();
        return new TestWorker(services, new RunLease(runId, "test", run.LeaseEpoch));
    }

    public async Task WriteAsync(JournalEntry entry)
    {
        foreach (var e in await _journal.AppendAsync(_lease, entry, TimeProvider.System.GetUtcNow()))
        {
            if (!Silent)
                await _bus.PublishAsync(e);
        }

        if (!Silent && entry.NotifiedUser is { } user)
            await _notifications.PublishAsync(user);
    }

    public Task SayAsync(string text) => WriteAsync(new JournalEntry().Event(new MessageCompleted(Guid.CreateVersion7(), MessageRole.Assistant, text)));

    public Task PublishDeltaAsync(Guid messageId, string text) =>
        _bus.PublishAsync(RunEvent.Create(_lease.RunId, new MessageDelta(messageId, text), TimeProvider.System.GetUtcNow()));

    public Task SucceedAsync() => WriteAsync(new JournalEntry().ChangeStatus(RunStatus.Succeeded));

    public async Task<Guid> AskAsync(string text, params string[] choices)
    {
        var id = Guid.CreateVersion7();
        var entry = new JournalEntry().Event(new QuestionAsked(id, text, choices));
        entry.Questions.Add(new Question { Id = id, CallId = "call-1", Text = text, Choices = choices });
        await WriteAsync(entry.ChangeStatus(RunStatus.Waiting));
        return id;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
