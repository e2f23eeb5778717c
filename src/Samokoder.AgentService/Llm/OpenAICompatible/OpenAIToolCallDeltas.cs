using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace Samokoder.AgentService.Llm.OpenAICompatible;

/// <summary>
/// Adds the pieces of tool calls to a stream of the OpenAI client, which by itself gives a call only when it is complete.
/// </summary>
internal sealed class OpenAIToolCallDeltas(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var calls = new Dictionary<int, (string Id, string Name)>();
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            if (update.RawRepresentation is StreamingChatCompletionUpdate { ToolCallUpdates: { Count: > 0 } pieces })
                foreach (var piece in pieces)
                    update.Contents.Add(ToContent(calls, piece));
            yield return update;
        }
    }

    /// <summary>Only a call's first piece names it; the others carry its index.</summary>
    private static ToolCallDeltaContent ToContent(Dictionary<int, (string Id, string Name)> calls, StreamingChatToolCallUpdate piece)
    {
        calls.TryGetValue(piece.Index, out var known);
        var call = (Id: piece.ToolCallId is { Length: > 0 } id ? id : known.Id ?? "", Name: piece.FunctionName is { Length: > 0 } name ? name : known.Name ?? "");
        calls[piece.Index] = call;
        return new ToolCallDeltaContent(call.Id, call.Name, piece.FunctionArgumentsUpdate?.ToString() ?? "");
    }
}
