using Microsoft.Extensions.AI;

namespace Samokoder.AgentService.Llm;

/// <summary>A complete answer of a model.</summary>
/// <param name="MessageId">The id under which its text was streamed.</param>
internal sealed record ModelTurn(Guid MessageId, string Text, IReadOnlyList<FunctionCallContent> Calls, TurnUsage Usage)
{
    /// <summary>Id of the usage record to store; that of the reservation when money was held for the turn.</summary>
    public Guid UsageId { get; init; } = Guid.CreateVersion7();

    /// <summary>What the model thought, where its provider wants that back: each has the provider's signature.</summary>
    public IReadOnlyList<TextReasoningContent> Thoughts { get; init; } = [];

    /// <summary>The model stopped because it may not write more in one answer; its text or its last call may be cut.</summary>
    public bool Truncated { get; init; }
}

/// <param name="InputTokens">All that the model read, cached or not.</param>
/// <param name="CachedTokens">The part of the input that the provider had cached.</param>
/// <param name="CacheWriteTokens">The part of the input that the provider stored in its cache, where it charges for that.</param>
/// <param name="Estimated">The provider sent no usage; these are sizes of the texts.</param>
internal sealed record TurnUsage(
    long InputTokens, long CachedTokens, long OutputTokens, long CacheWriteTokens = 0, bool Estimated = false);

/// <summary>Sees a turn while it is written. Called in order; what it saw is void when an attempt is started again.</summary>
internal interface ITurnObserver
{
    ValueTask TextAsync(Guid messageId, string delta, CancellationToken cancellationToken);

    ValueTask ToolCallAsync(ToolCallDeltaContent delta, CancellationToken cancellationToken);
}
