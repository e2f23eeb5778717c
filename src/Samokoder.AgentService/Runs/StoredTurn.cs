using System.Text.Json;

namespace Samokoder.AgentService.Runs;

/// <summary>A model's answer as the journal keeps it.</summary>
internal sealed record StoredTurn(Guid MessageId, string Text, IReadOnlyList<StoredCall> Calls);

/// <param name="Arguments">A JSON object; a string with what the model wrote when that was not JSON.</param>
internal sealed record StoredCall(string Id, string Name, JsonElement Arguments);

/// <param name="Text">What the model was told.</param>
/// <param name="FinalMessage">Set by the call that ended the work.</param>
internal sealed record StoredResult(string Text, string? FinalMessage = null);

/// <summary>What a run began with: fixed when it starts, so that a resumed run reads the same.</summary>
internal sealed record StoredContext(string System, IReadOnlyList<StoredUtterance> History);

/// <param name="Role">user or assistant.</param>
internal sealed record StoredUtterance(string Role, string Text);
