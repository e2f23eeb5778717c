using System.Text.Json;
using Microsoft.Extensions.AI;
using Samokoder.AgentService.Llm;
using Samokoder.AgentService.Runs.Guards;
using Samokoder.AgentService.Tools;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Projects;
using Samokoder.Data.Runs;
using Samokoder.Data.Usage;

namespace Samokoder.AgentService.Runs;

/// <summary>
/// One run in memory: the conversation as the journal tells it, and the only way to go on with it. Whatever changes the conversation is
/// stored first; a session that is opened again after a crash has the same state.
/// </summary>
internal sealed class RunSession(ClaimedRun run, RunJournalWriter writer, LoopGuard guard, TimeProvider time) : IAsyncDisposable
{
    private const string ContextStep = "context";
    private const string UserNote = "user";

    private readonly List<ChatMessage> _messages = [];
    private readonly List<PendingCall> _pending = [];
    private readonly Dictionary<string, RunStep> _interrupted = new(StringComparer.Ordinal);
    private long _lastSeq;

    public ClaimedRun Run { get; } = run;

    public LoopGuard Guard => guard;

    /// <summary>What the model is to read next.</summary>
    public IReadOnlyList<ChatMessage> Messages => _messages;

    /// <summary>Calls of the newest turn that have no result yet, in order.</summary>
    public IReadOnlyList<PendingCall> Pending => _pending;

    public int Turns { get; private set; }

    /// <summary>Notes that told the model what the verification found.</summary>
    public int Repairs { get; private set; }

    public bool HasContext => _messages.Count > 0;

    /// <summary>The closing message, once the model has ended the work: by the finish tool, or by an answer without calls.</summary>
    public string? FinalMessage { get; private set; }

    /// <summary>The id under which the closing message was streamed, when it was an answer without calls.</summary>
    private Guid? _finalMessageId;

    /// <summary>Brings the session to where the journal ends.</summary>
    public void Replay(IReadOnlyList<RunStep> steps)
    {
        foreach (var step in steps)
        {
            _lastSeq = step.Seq;
            switch (step.Kind)
            {
                case RunStepKind.Note when step.Name == ContextStep: Apply(Parse<StoredContext>(step.Payload)); break;
                case RunStepKind.Note: ApplyNote(Parse<string>(step.Payload)); break;
                case RunStepKind.Turn: Apply(Parse<StoredTurn>(step.Payload)); break;
                case RunStepKind.Tool when step.Status == RunStepStatus.Completed: Replay(step, Parse<StoredResult>(step.Result!)); break;
                case RunStepKind.Tool: _interrupted[step.CallId!] = step; break;
            }
        }
    }

    public async Task BeginAsync(StoredContext context, CancellationToken cancellationToken)
    {
        var entry = new JournalEntry();
        entry.Steps.Add(NewStep(RunStepKind.Note, ContextStep, Json(context)));
        await writer.AppendAsync(entry.Event(new RunStatusChanged(RunStatus.Running)), cancellationToken);
        Apply(context);
    }

    /// <summary>Says that a run which was interrupted or answered goes on.</summary>
    public Task ContinueAsync(CancellationToken cancellationToken) =>
        writer.AppendAsync(new JournalEntry().Event(new RunStatusChanged(RunStatus.Running)), cancellationToken);

    public async Task CompleteTurnAsync(ChatModel model, ModelTurn turn, CancellationToken cancellationToken)
    {
        var stored = new StoredTurn(turn.MessageId, turn.Text, [.. turn.Calls.Select(ToStored)]);
        var entry = new JournalEntry();
        entry.Steps.Add(NewStep(RunStepKind.Turn, "coder", Json(stored)));
        entry.Usage.Add(ToRecord(model, turn));
        // The closing message is said when the run ends, not before the verification has seen it.
        if (turn.Text.Length > 0 && stored.Calls.Count > 0) Say(entry, turn.MessageId, turn.Text);
        await writer.AppendAsync(entry, cancellationToken);
        Apply(stored);
    }

    /// <summary>Stores that the calls are about to have their effects. Those that a former worker had started are not started again.</summary>
    public async Task<IReadOnlyList<PendingCall>> StartAsync(
        IReadOnlyList<PendingCall> calls, Func<PendingCall, string> target, CancellationToken cancellationToken)
    {
        var entry = new JournalEntry();
        var started = calls.Select(call => call.Step is null ? Start(entry, call, target(call)) : call).ToList();
        if (entry.Steps.Count > 0) await writer.AppendAsync(entry, cancellationToken);
        return started;
    }

    public async Task CompleteAsync(IReadOnlyList<CompletedCall> calls, CancellationToken cancellationToken)
    {
        var entry = new JournalEntry();
        var stored = calls.Select(c => Noticed(c.Call, Stored(c.Result))).ToList();
        foreach (var ((call, result, duration), kept) in calls.Zip(stored))
        {
            entry.Steps.Add(Completed(call, kept));
            result.Journal?.Invoke(entry);
            entry.Event(new ToolCompleted(call.Id, call.Name, result.Outcome, result.Summary, result.Detail, (long)duration.TotalMilliseconds));
        }
        await writer.AppendAsync(entry, cancellationToken);
        foreach (var (call, kept) in calls.Zip(stored)) Apply(call.Call.Id, kept);
    }

    /// <summary>Parks the run until the question is answered. The call stays open; its result is the answer.</summary>
    public Task ParkAsync(PendingCall call, AskedQuestion question, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var entry = new JournalEntry().Event(new QuestionAsked(id, question.Text, question.Choices)).ChangeStatus(RunStatus.Waiting);
        entry.Questions.Add(new Question
        {
            Id = id, RunId = Run.Lease.RunId, CallId = call.Id, Text = question.Text, Choices = [.. question.Choices], AskedAt = time.GetUtcNow(),
        });
        Say(entry, Guid.CreateVersion7(time.GetUtcNow()), question.Text);
        return writer.AppendAsync(entry, cancellationToken);
    }

    /// <summary>Tells the model something in the user's place, as what the verification found; the work goes on.</summary>
    public async Task NoteAsync(string text, JournalEntry entry, CancellationToken cancellationToken)
    {
        entry.Steps.Add(NewStep(RunStepKind.Note, UserNote, Json(text)));
        await writer.AppendAsync(entry, cancellationToken);
        ApplyNote(text);
    }

    public Task AppendAsync(JournalEntry entry, CancellationToken cancellationToken) => writer.AppendAsync(entry, cancellationToken);

    public Task SucceedAsync(JournalEntry entry, CancellationToken cancellationToken)
    {
        Say(entry, _finalMessageId ?? Guid.CreateVersion7(time.GetUtcNow()), FinalMessage ?? "");
        return writer.AppendAsync(entry.ChangeStatus(RunStatus.Succeeded), cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Apply(StoredContext context)
    {
        _messages.Add(new ChatMessage(ChatRole.System, context.System));
        _messages.AddRange(context.History.Select(u => new ChatMessage(new ChatRole(u.Role), u.Text)));
        _messages.Add(new ChatMessage(ChatRole.User, Run.Prompt));
    }

    private void Replay(RunStep step, StoredResult result)
    {
        guard.Observe(step.Name, Parse<JsonElement>(step.Payload), result);
        Apply(step.CallId!, result);
    }

    private void Apply(StoredTurn turn)
    {
        Turns++;
        guard.BeginTurn();
        var message = new ChatMessage(ChatRole.Assistant, []);
        if (turn.Text.Length > 0) message.Contents.Add(new TextContent(turn.Text));
        foreach (var call in turn.Calls)
        {
            message.Contents.Add(new FunctionCallContent(call.Id, call.Name, ToArguments(call.Arguments)));
            _pending.Add(new PendingCall(call.Id, call.Name, call.Arguments));
        }
        _messages.Add(message);
        if (turn.Calls.Count == 0) (FinalMessage, _finalMessageId) = (turn.Text, turn.MessageId);
    }

    private void Apply(string callId, StoredResult result)
    {
        _pending.RemoveAll(c => c.Id == callId);
        _interrupted.Remove(callId);
        _messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(callId, result.ForModel())]));
        FinalMessage = result.FinalMessage ?? FinalMessage;
    }

    private void ApplyNote(string text)
    {
        guard.Heard();
        _messages.Add(new ChatMessage(ChatRole.User, text));
        (FinalMessage, _finalMessageId) = (null, null);
        Repairs++;
    }

    /// <summary>Marks the calls that a former worker had started. Call it once, after the replay.</summary>
    public void MarkInterrupted()
    {
        for (var i = 0; i < _pending.Count; i++)
            if (_interrupted.TryGetValue(_pending[i].Id, out var step))
                _pending[i] = _pending[i] with { Step = step, Interrupted = true };
    }

    private PendingCall Start(JournalEntry entry, PendingCall call, string target)
    {
        var step = NewStep(RunStepKind.Tool, call.Name, call.Arguments.GetRawText(), call.Id);
        entry.Steps.Add(step);
        entry.Event(new ToolStarted(call.Id, call.Name, target));
        var started = call with { Step = step };
        _pending[_pending.FindIndex(c => c.Id == call.Id)] = started;
        return started;
    }

    private static StoredResult Stored(ToolResult result) => new(result.Text, result.FinalMessage, result.Outcome, result.Answered);

    private StoredResult Noticed(PendingCall call, StoredResult result) => result with { Notice = guard.Observe(call.Name, call.Arguments, result) };

    private RunStep Completed(PendingCall call, StoredResult result)
    {
        var step = call.Step ?? throw new InvalidOperationException($"Call {call.Id} was not started.");
        step.Status = RunStepStatus.Completed;
        step.Result = Json(result);
        step.EndedAt = time.GetUtcNow();
        return step;
    }

    private RunStep NewStep(RunStepKind kind, string name, string payload, string? callId = null) => new()
    {
        RunId = Run.Lease.RunId, Seq = ++_lastSeq, Kind = kind, Name = name, CallId = callId, Payload = payload,
        Status = kind == RunStepKind.Tool ? RunStepStatus.Started : RunStepStatus.Completed,
        LeaseEpoch = Run.Lease.Epoch, StartedAt = time.GetUtcNow(), EndedAt = kind == RunStepKind.Tool ? null : time.GetUtcNow(),
    };

    private void Say(JournalEntry entry, Guid messageId, string text)
    {
        if (text.Length == 0) return;
        entry.Messages.Add(new Message { Id = messageId, Role = MessageRole.Assistant, Text = text });
        entry.Event(new MessageCompleted(messageId, MessageRole.Assistant, text));
    }

    private static UsageRecord ToRecord(ChatModel model, ModelTurn turn) => new()
    {
        Id = turn.UsageId, Provider = model.Provider, Model = model.Name, InputTokens = turn.Usage.InputTokens,
        CachedTokens = turn.Usage.CachedTokens, OutputTokens = turn.Usage.OutputTokens,
        CostUsd = model.CostOf(turn.Usage.InputTokens, turn.Usage.OutputTokens),
    };

    /// <summary>Arguments that were not JSON are kept as text, so that the tool can say so to the model.</summary>
    private static StoredCall ToStored(FunctionCallContent call) => new(
        call.CallId, call.Name,
        call.Exception is null
            ? JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal), ContractJson.Options)
            : JsonSerializer.SerializeToElement("not JSON", ContractJson.Options));

    private static Dictionary<string, object?> ToArguments(JsonElement arguments) =>
        arguments.ValueKind == JsonValueKind.Object
            ? arguments.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value, StringComparer.Ordinal)
            : [];

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, ContractJson.Options);

    private static T Parse<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, ContractJson.Options) ?? throw new JsonException($"A step of the journal has no {typeof(T).Name}.");
}
