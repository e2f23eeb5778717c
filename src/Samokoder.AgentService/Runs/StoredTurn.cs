using System.Text.Json;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Runs;

/// <summary>A model's answer as the journal keeps it.</summary>
internal sealed record StoredTurn(Guid MessageId, string Text, IReadOnlyList<StoredCall> Calls);

/// <param name="Arguments">A JSON object; a string with what the model wrote when that was not JSON.</param>
internal sealed record StoredCall(string Id, string Name, JsonElement Arguments);

/// <param name="Text">What the model was told.</param>
/// <param name="FinalMessage">Set by the call that ended the work.</param>
/// <param name="Answered">The text carries what the user answered to a question.</param>
/// <param name="Notice">What the engine told the model beside the result.</param>
internal sealed record StoredResult(
    string Text, string? FinalMessage = null, ToolOutcome Outcome = ToolOutcome.Succeeded, bool Answered = false, string? Notice = null)
{
    public string ForModel() => Notice is null ? Text : $"{Text}\n\n{Notice}";
}

/// <summary>What a run began with: fixed when it starts, so that a resumed run reads the same.</summary>
internal sealed record StoredContext(string System, IReadOnlyList<StoredUtterance> History);

/// <param name="Role">user or assistant.</param>
internal sealed record StoredUtterance(string Role, string Text);
