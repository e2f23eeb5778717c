using Microsoft.Extensions.AI;

namespace Samokoder.AgentService.Llm;

/// <summary>
/// A piece of a tool call's arguments as the model writes it, before the call is complete. It exists for the live view only;
/// the complete call follows in the same stream as a <see cref="FunctionCallContent"/> with the same <see cref="CallId"/>.
/// </summary>
internal sealed class ToolCallDeltaContent(string callId, string name, string argumentsDelta) : AIContent
{
    public string CallId { get; } = callId;

    public string Name { get; } = name;

    /// <summary>The next characters of the call's JSON arguments; cut anywhere, also inside an escape.</summary>
    public string ArgumentsDelta { get; } = argumentsDelta;
}
