using System.Globalization;
using Samokoder.AgentService.Runs.Guards;
using Samokoder.Data.Runs;

namespace Samokoder.AgentService.Runs.State;

/// <summary>
/// Where a run stands: nothing but what its journal says, step by step. A live run and one that is opened after a crash go through the same
/// <see cref="Apply"/>, so they cannot differ.
/// </summary>
internal sealed class RunState(GuardOptions guards)
{
    private const int MaxCallIdChars = 64;

    private readonly Dictionary<string, Conversation> _conversations = new(StringComparer.Ordinal);
    private readonly Dictionary<int, StoredTask> _tasks = [];
    private readonly HashSet<string> _callIds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failedModels = new(StringComparer.Ordinal);
    private Conversation? _current;

    public long LastSeq { get; private set; }

    /// <summary>Null before the run began.</summary>
    public StoredRoute? Route { get; private set; }

    /// <summary>Null when the project had its starter before this run, or has none yet.</summary>
    public StoredArchitecture? Architecture { get; private set; }

    public bool PlanApproved { get; private set; }

    /// <summary>The model that took over, "provider/model"; null while the run's own works.</summary>
    public string? Model { get; private set; }

    /// <summary>Models that failed for good in this run.</summary>
    public IReadOnlySet<string> FailedModels => _failedModels;

    /// <summary>Turns of all roles.</summary>
    public int Turns { get; private set; }

    /// <summary>What the token counter had learned by the newest turn.</summary>
    public double TokenScale { get; private set; } = 1;

    /// <summary>The state at the end of a journal. Calls that were under way are marked as interrupted.</summary>
    public static RunState Replay(IReadOnlyList<RunStep> steps, GuardOptions guards)
    {
        var state = new RunState(guards);
        foreach (var step in steps) state.Apply(step);
        foreach (var conversation in state._conversations.Values) conversation.Interrupt();
        return state;
    }

    public Conversation? Find(string conversation) => _conversations.GetValueOrDefault(conversation);

    /// <summary>Null while the task is not over.</summary>
    public StoredTask? EndOf(int task) => _tasks.GetValueOrDefault(task);

    /// <summary>
    /// The id under which a call of the next turn is kept. Providers promise ids that are unique in their own answer at most, and some give
    /// none; the journal, the answers to questions and the studio need one that is unique in the run.
    /// </summary>
    public string CallId(string given)
    {
        if (given.Length is > 0 and <= MaxCallIdChars && !_callIds.Contains(given)) return given;
        var name = given.Length is > 0 and <= MaxCallIdChars ? given : "call";
        for (var n = 2; ; n++)
        {
            var candidate = string.Create(CultureInfo.InvariantCulture, $"{name}_{n}");
            if (!_callIds.Contains(candidate)) return candidate;
        }
    }

    public void Apply(RunStep step)
    {
        LastSeq = Math.Max(LastSeq, step.Seq);
        switch (step.Kind)
        {
            case RunStepKind.Note: ApplyNote(step); break;
            case RunStepKind.Turn: Apply(JournalJson.Read<StoredTurn>(step.Payload)); break;
            case RunStepKind.Tool when step.Status == RunStepStatus.Completed:
                Current.Apply(step.CallId!, JournalJson.Read<StoredResult>(step.Result!));
                break;
            case RunStepKind.Tool: Current.Start(step); break;
        }
    }

    private Conversation Current => _current ?? throw new InvalidOperationException("The journal has a turn before any conversation.");

    private void ApplyNote(RunStep step)
    {
        switch (step.Name)
        {
            case StepNames.Route: Route = JournalJson.Read<StoredRoute>(step.Payload); break;
            case StepNames.Context: Open(JournalJson.Read<StoredContext>(step.Payload)); break;
            case StepNames.Note: Apply(JournalJson.Read<StoredNote>(step.Payload)); break;
            case StepNames.Compaction: Apply(JournalJson.Read<StoredCompaction>(step.Payload)); break;
            case StepNames.Architecture: Architecture = JournalJson.Read<StoredArchitecture>(step.Payload); break;
            case StepNames.Approved: PlanApproved = true; break;
            case StepNames.Task: Apply(JournalJson.Read<StoredTask>(step.Payload)); break;
            case StepNames.Model: Apply(JournalJson.Read<StoredModel>(step.Payload)); break;
        }
    }

    private void Open(StoredContext context) => _conversations[context.Conversation] = _current = new Conversation(context, new LoopGuard(guards));

    private void Apply(StoredTurn turn)
    {
        Turns++;
        TokenScale = turn.TokenScale;
        _callIds.UnionWith(turn.Calls.Select(c => c.Id));
        Current.Apply(turn);
    }

    private void Apply(StoredNote note)
    {
        _current = _conversations[note.Conversation];
        _current.Apply(note);
    }

    private void Apply(StoredCompaction compaction) => _conversations[compaction.Conversation].Apply(compaction.Compaction);

    private void Apply(StoredModel change)
    {
        Model = change.To;
        _failedModels.Add(change.From);
    }

    private void Apply(StoredTask task) => _tasks[task.Index] = task;
}
