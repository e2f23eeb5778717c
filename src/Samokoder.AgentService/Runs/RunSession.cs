using System.Text.Json;
using Microsoft.Extensions.AI;
using Samokoder.AgentService.Agents;
using Samokoder.AgentService.Llm;
using Samokoder.AgentService.Llm.TextCalls;
using Samokoder.AgentService.Runs.State;
using Samokoder.AgentService.Tools;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Projects;
using Samokoder.Data.Runs;
using Samokoder.Data.Usage;

namespace Samokoder.AgentService.Runs;

/// <summary>
/// One run in memory, and the only way to go on with it: whatever changes its state is stored, in order, and applied by the same steps that a
/// later worker would read. What has an effect is stored before it. Dispose it to leave the run: what was not waited for is stored then.
/// </summary>
internal sealed class RunSession(ClaimedRun run, RunState state, RunJournalWriter writer, TimeProvider time) : IAsyncDisposable
{
    private long _seq = state.LastSeq;

    public ClaimedRun Run { get; } = run;

    public RunState State { get; } = state;

    public Task BeginAsync(StoredRoute route, CancellationToken cancellationToken) =>
        CommitAsync(new JournalEntry().Event(new RunStatusChanged(RunStatus.Running)), Note(StepNames.Route, route), cancellationToken);

    /// <summary>Says that a run which was interrupted or answered goes on.</summary>
    public Task ContinueAsync(CancellationToken cancellationToken) =>
        writer.AppendAsync(new JournalEntry().Event(new RunStatusChanged(RunStatus.Running)), cancellationToken);

    /// <summary>Decides what the project starts from, for this run and all later ones.</summary>
    /// <param name="title">The starter's name, for people.</param>
    public Task ChooseAsync(StoredArchitecture architecture, string title, CancellationToken cancellationToken)
    {
        var entry = new JournalEntry { Starter = architecture.Starter }.Event(new ArchitectureChosen(architecture.Starter, title, architecture.Parts));
        return CommitAsync(entry, Note(StepNames.Architecture, architecture), cancellationToken);
    }

    /// <summary>Begins a conversation.</summary>
    public async Task<Conversation> OpenAsync(StoredContext context, JournalEntry entry, CancellationToken cancellationToken)
    {
        await CommitAsync(entry, Note(StepNames.Context, context), cancellationToken);
        return State.Find(context.Conversation)!;
    }

    /// <summary>Tells the model something in the user's place.</summary>
    public Task NoteAsync(StoredNote note, JournalEntry entry, CancellationToken cancellationToken) =>
        CommitAsync(entry, Note(StepNames.Note, note with { Text = EngineNote.Of(note.Text) }), cancellationToken);

    public Task CompactAsync(StoredCompaction compaction, CancellationToken cancellationToken) =>
        CommitAsync(new JournalEntry(), Note(StepNames.Compaction, compaction), cancellationToken);

    /// <summary>Goes on with another model and tells the user.</summary>
    public Task TakeOverAsync(StoredModel change, string message, CancellationToken cancellationToken)
    {
        var entry = new JournalEntry();
        Say(entry, Guid.CreateVersion7(time.GetUtcNow()), message, role: null);
        return CommitAsync(entry, Note(StepNames.Model, change), cancellationToken);
    }

    public Task ApproveAsync(CancellationToken cancellationToken) => CommitAsync(new JournalEntry(), Note(StepNames.Approved, true), cancellationToken);

    public Task EndTaskAsync(StoredTask task, JournalEntry entry, CancellationToken cancellationToken) =>
        CommitAsync(entry, Note(StepNames.Task, task), cancellationToken);

    /// <summary>Until a model may be asked: what earlier turns have cost is stored.</summary>
    public Task SettleAsync() => writer.StoreTurnsAsync();

    /// <param name="tokenScale">What the token counter has learned by now.</param>
    public Task CompleteTurnAsync(AgentRole role, ChatModel model, ModelTurn turn, double tokenScale, CancellationToken cancellationToken)
    {
        var stored = new StoredTurn(turn.MessageId, turn.Text, ToStored(turn), tokenScale, turn.Truncated,
            turn.Thoughts.Count == 0 ? null : [.. turn.Thoughts.Select(t => new StoredThought(model.Id, t.Text, t.ProtectedData!))]);
        var entry = new JournalEntry();
        entry.Usage.Add(ToRecord(model, turn));
        // The closing message is said when the run ends, not before the verification has seen it.
        if (IsHeard(role) && (stored.Calls.Count > 0 || stored.Cut)) Say(entry, turn.MessageId, turn.Text, role);
        var step = Step(RunStepKind.Turn, RoleTraits.NameOf(role), JournalJson.Write(stored));
        if (stored.Calls.Count == 0) return CommitAsync(entry, step, cancellationToken);
        // Nothing happens before its calls are stored as started, and the turn is stored with them.
        entry.Steps.Add(step);
        writer.Hold(entry);
        Apply(entry);
        return Task.CompletedTask;
    }

    /// <summary>Whether what the role says between its calls is for the user.</summary>
    public static bool IsHeard(AgentRole role) => role is AgentRole.Coder or AgentRole.Fixer;

    /// <summary>Stores that the calls are about to have their effects. Those that a former worker had started are not started again.</summary>
    /// <param name="readOnly">They change nothing: forgotten, they are made again.</param>
    public async Task<IReadOnlyList<PendingCall>> StartAsync(
        Conversation conversation, IReadOnlyList<StartingCall> calls, bool readOnly, CancellationToken cancellationToken)
    {
        var entry = new JournalEntry();
        foreach (var (call, target, trace) in calls.Where(c => c.Call.Step is null))
        {
            entry.Steps.Add(Step(RunStepKind.Tool, call.Name, call.Arguments.GetRawText(), call.Id, trace));
            entry.Event(new ToolStarted(call.Id, call.Name, target, RoleTraits.NameOf(conversation.Role)));
        }
        if (entry.Steps.Count > 0)
        {
            if (readOnly) Post(entry);
            else await CommitAsync(entry, cancellationToken);
        }
        return [.. calls.Select(c => conversation.Pending.First(p => p.Id == c.Call.Id))];
    }

    /// <summary>Stores the results while the run goes on: they are as safe a moment later, and the model can read them meanwhile.</summary>
    public void Complete(IReadOnlyList<CompletedCall> calls)
    {
        var entry = new JournalEntry();
        foreach (var (call, result, duration) in calls)
        {
            entry.Steps.Add(Completed(call, result));
            result.Journal?.Invoke(entry);
            entry.Event(new ToolCompleted(call.Id, call.Name, result.Outcome, result.Summary, result.Detail, (long)duration.TotalMilliseconds));
        }
        Post(entry);
    }

    /// <summary>Parks the run until the question is answered.</summary>
    /// <param name="callId">The call that asks, whose result is the answer; or a name of the engine's own.</param>
    public Task ParkAsync(string callId, AskedQuestion question, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var entry = new JournalEntry().Event(new QuestionAsked(id, question.Text, question.Choices)).ChangeStatus(RunStatus.Waiting);
        entry.Questions.Add(new Question
        {
            Id = id, RunId = Run.Lease.RunId, CallId = callId, Text = question.Text, Choices = [.. question.Choices], AskedAt = time.GetUtcNow(),
        });
        Say(entry, Guid.CreateVersion7(time.GetUtcNow()), question.Text, role: null);
        return writer.AppendAsync(entry, cancellationToken);
    }

    public Task SucceedAsync(JournalEntry entry, string message, Guid? messageId, CancellationToken cancellationToken)
    {
        Say(entry, messageId ?? Guid.CreateVersion7(time.GetUtcNow()), message, role: null);
        return writer.AppendAsync(entry.ChangeStatus(RunStatus.Succeeded), cancellationToken);
    }

    /// <summary>Tells the user something that no model said.</summary>
    public Task SayAsync(string message, CancellationToken cancellationToken)
    {
        var entry = new JournalEntry();
        Say(entry, Guid.CreateVersion7(time.GetUtcNow()), message, role: null);
        return writer.AppendAsync(entry, cancellationToken);
    }

    /// <summary>Tells watchers something that changes nothing.</summary>
    public Task TellAsync(JournalEntry entry, CancellationToken cancellationToken) => writer.AppendAsync(entry, cancellationToken);

    public Task CancelAsync(CancellationToken cancellationToken) => writer.AppendAsync(new JournalEntry().ChangeStatus(RunStatus.Cancelled), cancellationToken);

    /// <exception cref="LeaseLostException">What was posted could not be stored.</exception>
    public async ValueTask DisposeAsync() => await writer.FlushAsync();

    private Task CommitAsync(JournalEntry entry, RunStep step, CancellationToken cancellationToken)
    {
        entry.Steps.Add(step);
        return CommitAsync(entry, cancellationToken);
    }

    private async Task CommitAsync(JournalEntry entry, CancellationToken cancellationToken)
    {
        await writer.AppendAsync(entry, cancellationToken);
        Apply(entry);
    }

    private void Post(JournalEntry entry)
    {
        writer.Post(entry);
        Apply(entry);
    }

    private void Apply(JournalEntry entry) => entry.Steps.ForEach(State.Apply);

    private RunStep Completed(PendingCall call, ToolResult result)
    {
        var started = call.Step ?? throw new InvalidOperationException($"Call {call.Id} was not started.");
        return new RunStep
        {
            RunId = started.RunId, Seq = started.Seq, Kind = started.Kind, Name = started.Name, CallId = started.CallId, Payload = started.Payload,
            Status = RunStepStatus.Completed, LeaseEpoch = started.LeaseEpoch, StartedAt = started.StartedAt, EndedAt = time.GetUtcNow(),
            Result = JournalJson.Write(new StoredResult(result.Text, result.FinalMessage, result.Outcome, result.Answered, result.Output, result.Image)),
        };
    }

    private RunStep Note<T>(string name, T payload) => Step(RunStepKind.Note, name, JournalJson.Write(payload));

    /// <param name="trace">Of a call that begins: what a later worker needs to tell whether it had its effect.</param>
    private RunStep Step(RunStepKind kind, string name, string payload, string? callId = null, string? trace = null) => new()
    {
        RunId = Run.Lease.RunId, Seq = ++_seq, Kind = kind, Name = name, CallId = callId, Payload = payload, Result = trace,
        Status = kind == RunStepKind.Tool ? RunStepStatus.Started : RunStepStatus.Completed,
        LeaseEpoch = Run.Lease.Epoch, StartedAt = time.GetUtcNow(), EndedAt = kind == RunStepKind.Tool ? null : time.GetUtcNow(),
    };

    private static void Say(JournalEntry entry, Guid messageId, string text, AgentRole? role)
    {
        if (text.Length == 0) return;
        entry.Messages.Add(new Message { Id = messageId, Role = MessageRole.Assistant, Text = text });
        entry.Event(new MessageCompleted(messageId, MessageRole.Assistant, text, role is { } agent ? RoleTraits.NameOf(agent) : null));
    }

    private static UsageRecord ToRecord(ChatModel model, ModelTurn turn) => new()
    {
        Id = turn.UsageId, Provider = model.Provider, Model = model.Name, InputTokens = turn.Usage.InputTokens,
        CachedTokens = turn.Usage.CachedTokens, OutputTokens = turn.Usage.OutputTokens,
        CostUsd = model.CostOf(turn.Usage),
    };

    private List<StoredCall> ToStored(ModelTurn turn)
    {
        var stored = new List<StoredCall>();
        foreach (var call in turn.Calls)
        {
            var id = State.CallId(call.CallId ?? "");
            for (var n = 2; stored.Exists(c => c.Id == id); n++) id = State.CallId(FormattableString.Invariant($"{call.CallId}_{n}"));
            stored.Add(new StoredCall(id, call.Name, Arguments(call, turn.Truncated)));
        }
        return stored;
    }

    /// <summary>Why there are no arguments is kept as text in their place, so that the tool can say so to the model.</summary>
    private static JsonElement Arguments(FunctionCallContent call, bool cut) => call.Exception is null
        ? JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal), ContractJson.Options)
        : JsonSerializer.SerializeToElement(cut ? CutText.OfCall : call.Exception is TextCallException told ? told.Message : "the arguments are not JSON", ContractJson.Options);
}
