using System.Text.Json;
using Microsoft.Extensions.AI;
using Samokoder.AgentService.Agents;
using Samokoder.AgentService.Context;
using Samokoder.AgentService.Runs.Guards;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;

namespace Samokoder.AgentService.Runs.State;

/// <summary>What one role and its model have said so far. Changed by <see cref="RunState"/> only, from steps of the journal.</summary>
internal sealed class Conversation
{
    private readonly List<ChatMessage> _messages = [];
    private readonly List<PendingCall> _pending = [];

    private readonly LoopGuard _guard;

    public Conversation(StoredContext context, LoopGuard guard)
    {
        (Key, Role, _guard) = (context.Conversation, context.Role, guard);
        _messages.Add(new ChatMessage(ChatRole.System, context.System));
        _messages.AddRange(context.Messages.Select(u => new ChatMessage(new ChatRole(u.Role), u.Text)));
        HeadCount = _messages.Count;
    }

    public string Key { get; }

    /// <summary>Who speaks now: the fixer goes on where the coder ended.</summary>
    public AgentRole Role { get; private set; }

    /// <summary>Everything, oldest first.</summary>
    public IReadOnlyList<ChatMessage> Messages => _messages;

    /// <summary>How many of the messages stand before the first turn.</summary>
    public int HeadCount { get; }

    /// <summary>What of the messages the model does not read whole any more.</summary>
    public Compaction Compaction { get; private set; } = Compaction.None;

    /// <summary>Calls of the newest turn that have no result yet, in order.</summary>
    public IReadOnlyList<PendingCall> Pending => _pending;

    /// <summary>Turns since the beginning, or since the user wanted something else.</summary>
    public int Turns { get; private set; }

    /// <summary>Answers that were not what the role has to hand over.</summary>
    public int Misses { get; private set; }

    /// <summary>Notes that told what the verification found.</summary>
    public int Repairs { get; private set; }

    /// <summary>Notes that told what the user wants changed.</summary>
    public int Revisions { get; private set; }

    /// <summary>What the coder said when the work was done.</summary>
    public string? FinalMessage { get; private set; }

    /// <summary>The id under which the final message was streamed, when it was an answer without calls.</summary>
    public Guid? FinalMessageId { get; private set; }

    /// <summary>What the role handed over.</summary>
    public JsonElement? Output { get; private set; }

    /// <summary>The newest answer has no calls although the role must make one.</summary>
    public bool NeedsCorrection { get; private set; }

    /// <summary>The newest answer has no calls and ended at the output limit.</summary>
    public bool WasCut { get; private set; }

    /// <summary>Answers in a row that did so.</summary>
    public int Cuts { get; private set; }

    /// <summary>The role has done its part, or did not manage to.</summary>
    public bool Ended => FinalMessage is not null || Output is not null || GivenUp;

    /// <summary>The role did not hand over what it was asked for; the work goes on without.</summary>
    public bool GivenUp => Output is null && _pending.Count == 0 && (Misses > RoleTraits.MaxRepeats || Turns >= Traits.MaxTurns);

    /// <summary>Not null when the user is to be asked before this call is made, because the work goes in circles. Only some roles may ask.</summary>
    public GuardStop? Stops(PendingCall call) => RunSession.IsHeard(Role) ? _guard.Stops(call.Name, call.Arguments) : null;

    public RoleTraits Traits => RoleTraits.Of(Role);

    public T? Result<T>()
        where T : class => Output?.Deserialize<T>(ContractJson.Options);

    public void Apply(StoredTurn turn)
    {
        Turns++;
        _guard.BeginTurn();
        var message = new ChatMessage(ChatRole.Assistant, []);
        foreach (var thought in turn.Thoughts ?? []) message.Contents.Add(ContextMarks.Thought(thought.Model, thought.Text, thought.Signature));
        if (turn.Text.Length > 0) message.Contents.Add(new TextContent(turn.Text));
        foreach (var call in turn.Calls)
        {
            message.Contents.Add(new FunctionCallContent(call.Id, call.Name, ToArguments(call.Arguments)));
            _pending.Add(new PendingCall(call.Id, call.Name, call.Arguments));
        }
        if (message.Contents.Count > 0 || !turn.Cut) _messages.Add(message);
        (WasCut, Cuts) = turn.Cut && turn.Calls.Count == 0 ? (true, Cuts + 1) : (false, 0);
        if (turn.Calls.Count > 0 || WasCut) return;
        if (Traits.Submit is null) (FinalMessage, FinalMessageId) = (turn.Text, turn.MessageId);
        else (NeedsCorrection, Misses) = (true, Misses + 1);
    }

    public void Apply(string callId, StoredResult result)
    {
        var call = _pending.Find(c => c.Id == callId);
        _pending.RemoveAll(c => c.Id == callId);
        var notice = call is null ? null : _guard.Observe(call.Name, call.Arguments, result);
        var text = notice is null ? result.Text : $"{result.Text}\n\n{notice}";
        _messages.Add(new ChatMessage(ChatRole.Tool, [ContextMarks.Result(callId, text, result.Answered, result.Image?.Name)]));
        FinalMessage = result.FinalMessage ?? FinalMessage;
        Output = result.Output ?? Output;
        if (result.Outcome == ToolOutcome.Failed && call is not null && call.Name == Traits.Submit) Misses++;
    }

    public void Apply(StoredNote note)
    {
        _guard.Heard();
        _messages.Add(new ChatMessage(ChatRole.User, [ContextMarks.Note(note.Text, note.Kind == NoteKind.Revision)]));
        (Role, NeedsCorrection, WasCut) = (note.Role, false, false);
        if (note.Kind is NoteKind.Correction or NoteKind.Cut) return;
        (FinalMessage, FinalMessageId, Output) = (null, null, null);
        if (note.Kind == NoteKind.Repair) Repairs++;
        else (Revisions, Turns, Misses) = (Revisions + 1, 0, 0);
    }

    public void Apply(Compaction compaction) => Compaction = compaction;

    public void Start(RunStep step)
    {
        var index = _pending.FindIndex(c => c.Id == step.CallId);
        if (index >= 0) _pending[index] = _pending[index] with { Step = step };
    }

    /// <summary>Calls that were started and have no result were cut off with their worker.</summary>
    public void Interrupt()
    {
        for (var i = 0; i < _pending.Count; i++)
            if (_pending[i].Step is not null) _pending[i] = _pending[i] with { Interrupted = true };
    }

    private static Dictionary<string, object?> ToArguments(JsonElement arguments) =>
        arguments.ValueKind == JsonValueKind.Object
            ? arguments.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value, StringComparer.Ordinal)
            : [];
}
