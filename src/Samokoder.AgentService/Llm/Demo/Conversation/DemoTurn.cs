using System.Text.Json.Nodes;

namespace Samokoder.AgentService.Llm.Demo.Conversation;

/// <summary>What the model says and calls next; without calls the request is finished.</summary>
internal sealed record DemoTurn(string Text, IReadOnlyList<DemoCall> Calls);

internal sealed record DemoCall(string Name, JsonObject Arguments);
