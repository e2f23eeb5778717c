using Samokoder.Data.Runs;
using Samokoder.Messaging.Notifications;
using Samokoder.Messaging.Runs;

namespace Samokoder.AgentService.Runs;

/// <summary>
/// Writes entries of one run in the order in which they are given, and publishes their events once they are stored. Not every entry is waited for: one that
/// is posted is stored while the run goes on, and what comes after it is stored after it. When one fails, all after it fail likewise.
/// </summary>
internal sealed class RunJournalWriter(RunLease lease, RunJournal journal, RunEventBus bus, NotificationHints notifications, TimeProvider time)
{
    private readonly Lock _gate = new();
    private JournalEntry? _held;
    private Task _last = Task.CompletedTask;
    private Task _lastTurn = Task.CompletedTask;

    /// <summary>Keeps the entry back until another follows, and stores both as one.</summary>
    public void Hold(JournalEntry entry)
    {
        lock (_gate) _held = Joined(entry);
    }

    /// <summary>Begins to store the entry. Whether that succeeded, the next one that is waited for says.</summary>
    public void Post(JournalEntry entry) => _ = Enqueue(entry);

    /// <summary>Stores the entry and all before it.</summary>
    /// <param name="cancellationToken">Only before it begins: an entry that was sent is either known to be stored, or the connection broke.</param>
    /// <exception cref="LeaseLostException"/>
    public Task AppendAsync(JournalEntry entry, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Enqueue(entry);
    }

    /// <summary>Until every turn that is not held is stored: then none of them is ever paid for twice.</summary>
    public Task StoreTurnsAsync() => _lastTurn;

    /// <summary>Stores what is held, and waits for what was posted.</summary>
    public Task FlushAsync()
    {
        lock (_gate) return _held is null ? _last : Enqueue(new JournalEntry());
    }

    private Task Enqueue(JournalEntry entry)
    {
        lock (_gate)
        {
            var whole = Joined(entry);
            _held = null;
            _last = WriteAsync(_last, whole);
            if (whole.Steps.Exists(s => s.Kind == RunStepKind.Turn)) _lastTurn = _last;
            return _last;
        }
    }

    /// <summary>A new entry when something is held: the caller goes on with its own.</summary>
    private JournalEntry Joined(JournalEntry entry) => _held is null ? entry : new JournalEntry().Join(_held).Join(entry);

    private async Task WriteAsync(Task before, JournalEntry entry)
    {
        await before;
        foreach (var runEvent in await journal.AppendAsync(lease, entry, time.GetUtcNow()))
            await bus.PublishAsync(runEvent);
        if (entry.NotifiedUser is { } user) await notifications.PublishAsync(user);
    }
}
