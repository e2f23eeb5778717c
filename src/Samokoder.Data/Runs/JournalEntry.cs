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

    /// <summary>Set when the entry was stored and made a notification: whose it is.</summary>
    public Guid? NotifiedUser { get; internal set; }

    internal IReadOnlyList<(string Type, string Data)> Events => _events;

    public JournalEntry Event<T>(T data)
        where T : IDurableRunEventData
    {
        _events.Add((T.Type, JsonSerializer.Serialize(data, ContractJson.Options)));
        return this;
    }

    /// <summary>Takes up all of a later entry.</summary>
    public JournalEntry Join(JournalEntry later)
    {
        Steps.AddRange(later.Steps);
        Messages.AddRange(later.Messages);
        Usage.AddRange(later.Usage);
        Checkpoints.AddRange(later.Checkpoints);
        Questions.AddRange(later.Questions);
        _events.AddRange(later._events);
        (Starter, Status, Error) = (later.Starter ?? Starter, later.Status ?? Status, later.Error ?? Error);
        return this;
    }

    /// <summary>Changes the status and says so in an event.</summary>
    public JournalEntry ChangeStatus(RunStatus status, RunError? error = null)
    {
        (Status, Error) = (status, error);
        return Event(new RunStatusChanged(status, error));
    }
}
