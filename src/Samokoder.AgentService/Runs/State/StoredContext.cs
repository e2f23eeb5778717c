using Samokoder.AgentService.Agents;

namespace Samokoder.AgentService.Runs.State;

/// <summary>What a conversation begins with: fixed when it begins, so that a resumed run reads the same.</summary>
/// <param name="Conversation">Its key in the run.</param>
/// <param name="Messages">What was said before in the project, the request, and what the engine adds to it.</param>
internal sealed record StoredContext(string Conversation, AgentRole Role, string System, IReadOnlyList<StoredUtterance> Messages);

/// <param name="Role">user or assistant.</param>
internal sealed record StoredUtterance(string Role, string Text);
