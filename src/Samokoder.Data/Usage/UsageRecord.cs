namespace Samokoder.Data.Usage;

/// <summary>Tokens and cost of one model call.</summary>
public sealed class UsageRecord
{
    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    public Guid ProjectId { get; init; }

    public Guid RunId { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    public long InputTokens { get; init; }

    /// <summary>The part of the input that the provider had cached.</summary>
    public long CachedTokens { get; init; }

    public long OutputTokens { get; init; }

    public decimal CostUsd { get; init; }

    public DateTimeOffset At { get; init; }
}
