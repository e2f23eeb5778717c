using System.Text.Json;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Runs.Guards;

/// <summary>
/// Notices a run that goes in circles. It sees the calls and results in the order of the journal and nothing else, so that a resumed run
/// stands where the former worker left it. First the model is told; if it goes on like that, the user is asked in the place of the next call.
/// </summary>
internal sealed class LoopGuard(GuardOptions options)
{
    /// <summary>A repeated change is one, whatever else changed; a repeated look after a change is not.</summary>
    private static readonly HashSet<string> Changes = ["write_file", "edit_file", "delete_file", "move_file"];

    /// <summary>They end the circle or leave it to the user.</summary>
    private static readonly HashSet<string> Exempt = ["finish", "ask_user"];

    private readonly Dictionary<string, Repeated> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Repeated> _failures = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private GuardStop? _stuck;
    private int _idleTurns;
    private bool _calledInTurn;
    private bool _progressInTurn;

    private int AskAt => options.Repeats + options.Warnings;

    public void BeginTurn()
    {
        if (_calledInTurn) _idleTurns = _progressInTurn ? 0 : _idleTurns + 1;
        (_calledInTurn, _progressInTurn) = (false, false);
    }

    /// <summary>The model was told something that it did not ask for.</summary>
    public void Heard()
    {
        _idleTurns = 0;
        ForgetLooks();
    }

    /// <summary>Not null when the user is to be asked before this call is made.</summary>
    public GuardStop? Stops(string name, JsonElement arguments)
    {
        if (Exempt.Contains(name)) return null;
        if (_calls.TryGetValue(CallFingerprint.OfCall(name, arguments), out var call) && call.Count >= AskAt - 1)
            return new GuardStop(Circle.SameCall, name, call.Count);
        if (_stuck is not null) return _stuck;
        return _idleTurns >= 2 * options.IdleTurns ? new GuardStop(Circle.NoProgress, "", _idleTurns) : null;
    }

    /// <summary>Takes note of a result and answers what the model should be told with it.</summary>
    public string? Observe(string name, JsonElement arguments, StoredResult result)
    {
        if (result.Answered) return Reset();
        if (result.Outcome == ToolOutcome.Interrupted || Exempt.Contains(name)) return null;
        _calledInTurn = true;
        var isNew = _seen.Add(CallFingerprint.OfResult(result.Text));
        var changed = result.Outcome == ToolOutcome.Succeeded && Changes.Contains(name);
        _progressInTurn |= isNew || changed;
        if (changed) ForgetLooks();
        var circle = RepeatedCall(name, arguments, result) ?? Idle(isNew || changed);
        return (Failure(name, arguments, result) ?? circle) is { } stop ? GuardTexts.ForModel(stop) : null;
    }

    private GuardStop? RepeatedCall(string name, JsonElement arguments, StoredResult result)
    {
        var key = CallFingerprint.OfCall(name, arguments);
        var outcome = CallFingerprint.OfResult(result.Text);
        var count = _calls.TryGetValue(key, out var before) && before.Of == outcome ? before.Count + 1 : 1;
        _calls[key] = new Repeated(outcome, count, Changes.Contains(name));
        return count >= options.Repeats ? new GuardStop(Circle.SameCall, name, count) : null;
    }

    private GuardStop? Failure(string name, JsonElement arguments, StoredResult result)
    {
        var call = CallFingerprint.OfCall(name, arguments);
        if (result.Outcome != ToolOutcome.Failed)
        {
            foreach (var (solved, _) in _failures.Where(f => f.Value.Of == call).ToList()) _failures.Remove(solved);
            return null;
        }
        var key = CallFingerprint.OfFailure(name, arguments, result.Text);
        var count = _failures.TryGetValue(key, out var before) ? before.Count + 1 : 1;
        _failures[key] = new Repeated(call, count, false);
        if (count < options.Repeats) return null;
        var stop = new GuardStop(Circle.SameFailure, name, count);
        if (count >= AskAt) _stuck = stop;
        return stop;
    }

    private GuardStop? Idle(bool progress) =>
        !progress && _idleTurns >= options.IdleTurns ? new GuardStop(Circle.NoProgress, "", _idleTurns) : null;

    private void ForgetLooks()
    {
        foreach (var (look, _) in _calls.Where(c => !c.Value.IsChange).ToList()) _calls.Remove(look);
    }

    /// <summary>The user said how to go on: everything is counted anew.</summary>
    private string? Reset()
    {
        _calls.Clear();
        _failures.Clear();
        (_stuck, _idleTurns, _calledInTurn, _progressInTurn) = (null, 0, true, true);
        return null;
    }

    /// <param name="Of">For a call its result, for a failure the newest call that ended in it.</param>
    private sealed record Repeated(string Of, int Count, bool IsChange);
}
