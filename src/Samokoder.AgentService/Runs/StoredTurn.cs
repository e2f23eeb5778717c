using System.Text.Json;
using Samokoder.AgentService.Tools;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Runs;

/// <summary>A model's answer as the journal keeps it.</summary>
/// <param name="TokenScale">What the token counter had learned by then.</param>
/// <param name="Thoughts">Null where there are none that the provider wants back.</param>
/// <param name="Cut">It ended at the output limit and not by the model's will.</param>
internal sealed record StoredTurn(Guid MessageId, string Text, IReadOnlyList<StoredCall> Calls, double TokenScale = 1, bool Cut = false,
    IReadOnlyList<StoredThought>? Thoughts = null);

/// <summary>What a model thought before it answered, which its provider wants back with the results of its calls.</summary>
/// <param name="Model">"provider/model": nobody else can read the signature.</param>
/// <param name="Signature">Of the provider, opaque.</param>
internal sealed record StoredThought(string Model, string Text, string Signature);

/// <param name="Id">Unique in the run, also where the provider repeats itself.</param>
/// <param name="Arguments">A JSON object; a string with what the model wrote when that was not JSON.</param>
internal sealed record StoredCall(string Id, string Name, JsonElement Arguments);

/// <param name="Text">What the model was told.</param>
/// <param name="FinalMessage">Set by the call that ended the work.</param>
/// <param name="Answered">The text carries what the user answered to a question.</param>
/// <param name="Image">What models that see are shown with it.</param>
/// <param name="Output">Set by the call with which a role handed over what it was asked for.</param>
internal sealed record StoredResult(
    string Text, string? FinalMessage = null, ToolOutcome Outcome = ToolOutcome.Succeeded, bool Answered = false, JsonElement? Output = null,
    ToolImage? Image = null);
