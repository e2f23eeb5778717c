using System.Text.Json;
using Samokoder.Data.Runs;

namespace Samokoder.AgentService.Runs;

/// <summary>A tool call without a result.</summary>
/// <param name="Step">Its step in the journal, once it was started.</param>
/// <param name="Interrupted">A former worker had started it; whether it had its effect is not known.</param>
internal sealed record PendingCall(string Id, string Name, JsonElement Arguments, RunStep? Step = null, bool Interrupted = false);
