using Samokoder.Data.Runs;
using Samokoder.Messaging.Notifications;
using Samokoder.Messaging.Runs;

namespace Samokoder.AgentService.Runs;

/// <summary>Writes entries of one run and publishes their events once they are stored. One entry at a time.</summary>
internal sealed class RunJournalWriter(RunLease lease, RunJournal journal, RunEventBus bus, NotificationHints notifications, TimeProvider time)
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <exception cref="LeaseLostException"/>
    public async Task AppendAsync(JournalEntry entry, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Not cancelled half-way: an entry that was sent is either known to be stored or the connection broke.
            foreach (var runEvent in await journal.AppendAsync(lease, entry, time.GetUtcNow(), CancellationToken.None))
                await bus.PublishAsync(runEvent);
            if (entry.NotifiedUser is { } user) await notifications.PublishAsync(user);
        }
        finally
        {
            _turn.Release();
        }
    }
}
