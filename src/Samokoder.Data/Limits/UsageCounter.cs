namespace Samokoder.Data.Limits;

/// <summary>How often a user did something in a period. Raised in the transaction of what it counts.</summary>
public sealed class UsageCounter
{
    public Guid UserId { get; init; }

    /// <summary>What is counted, as <c>projects</c> or <c>exports</c>.</summary>
    public required string Counter { get; init; }

    /// <summary>A calendar month in UTC, as <c>2026-01</c>.</summary>
    public required string Period { get; init; }

    public long Used { get; set; }
}
