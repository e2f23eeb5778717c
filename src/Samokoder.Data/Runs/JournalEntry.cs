using System.Text.Json;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Projects;
using Samokoder.Data.Usage;

namespace Samokoder.Data.Runs;

/// <summary>What is written to the journal at once: all of it or nothing.</summary>
public sealed class JournalEntry
{
    private readonly List<(string Type, string Data)> _events = [];

    public List<RunStep> Steps { get; } = [];

    public List<Message> Messages { get; } = [];

    public List<UsageRecord> Usage { get; } = [];

    public List<Checkpoint> Checkpoints { get; } = [];

    public List<Question> Questions { get; } = [];

    /// <summary>What the project starts from, in the entry that decides it.</summary>
    public string? Starter { get; set; }

    /// <summary>The run's new status, when it changes. An ended or waiting run gives up its lease.</summary>
    public RunStatus? Status { get; private set; }

    public RunError? Error { get; private set; }

    /// <summary>
    /// The database may answer before the entry is on its disk. For what is found again, or is not yet needed, when the database's machine fails in the
    /// moment after: an entry that is waited for makes all before it lasting (docs/adr/0006). Seen by everybody at once all the same.
    /// </summary>
    public bool Relaxed { get; set; }

    /// <summary>Set when the entry was stored and made a notification: whose it is.</summary>
    public Guid? NotifiedUser { get; internal set; }

    internal IReadOnlyList<(string Type, string Data)> Events => _events;

    public JournalEntry Event<T>(T data)
        where T : IDurableRunEventData
    {
        _events.Add((T.Type, JsonSerializer.Serialize(data, ContractJson.Options)));
        return this;
    }

    /// <summary>Changes the status and says so in an event.</summary>
    public JournalEntry ChangeStatus(RunStatus status, RunError? error = null)
    {
        (Status, Error) = (status, error);
        return Event(new RunStatusChanged(status, error));
    }
}
