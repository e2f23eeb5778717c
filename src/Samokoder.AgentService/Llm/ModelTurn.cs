using Microsoft.Extensions.AI;

namespace Samokoder.AgentService.Llm;

/// <summary>A complete answer of a model.</summary>
/// <param name="MessageId">The id under which its text was streamed.</param>
internal sealed record ModelTurn(Guid MessageId, string Text, IReadOnlyList<FunctionCallContent> Calls, TurnUsage Usage);

/// <param name="CachedTokens">The part of the input that the provider had cached.</param>
internal sealed record TurnUsage(long InputTokens, long CachedTokens, long OutputTokens);

/// <summary>Sees a turn while it is written. Called in order; what it saw is void when an attempt is started again.</summary>
internal interface ITurnObserver
{
    ValueTask TextAsync(Guid messageId, string delta, CancellationToken cancellationToken);

    ValueTask ToolCallAsync(ToolCallDeltaContent delta, CancellationToken cancellationToken);
}
