using Samokoder.AgentService.Context;

namespace Samokoder.AgentService.Runs.State;

/// <summary>What of a conversation the model does not read whole from here on.</summary>
internal sealed record StoredCompaction(string Conversation, Compaction Compaction);
