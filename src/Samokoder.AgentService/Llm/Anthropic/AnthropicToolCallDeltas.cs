using System.Runtime.CompilerServices;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace Samokoder.AgentService.Llm.Anthropic;

/// <summary>Adds the pieces of tool calls to a stream of Anthropic's client, which by itself gives a call only when it is complete.</summary>
internal sealed class AnthropicToolCallDeltas(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var calls = new Dictionary<long, (string Id, string Name)>();
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            if (update.RawRepresentation is RawMessageStreamEvent raw && PieceOf(raw, calls) is { } piece) update.Contents.Add(piece);
            yield return update;
        }
    }

    /// <summary>A block's start names the call; the pieces that follow carry the block's index.</summary>
    private static ToolCallDeltaContent? PieceOf(RawMessageStreamEvent raw, Dictionary<long, (string Id, string Name)> calls)
    {
        if (raw.TryPickContentBlockStart(out var start) && start.ContentBlock.TryPickToolUse(out var use))
        {
            calls[start.Index] = (use.ID, use.Name);
            return new ToolCallDeltaContent(use.ID, use.Name, "");
        }
        if (!raw.TryPickContentBlockDelta(out var delta) || !delta.Delta.TryPickInputJson(out var json)) return null;
        return calls.TryGetValue(delta.Index, out var call) ? new ToolCallDeltaContent(call.Id, call.Name, json.PartialJson) : null;
    }
}
