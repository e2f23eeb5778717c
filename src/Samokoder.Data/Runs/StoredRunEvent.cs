namespace Samokoder.Data.Runs;

/// <summary>A durable event as it is replayed to clients.</summary>
public sealed class StoredRunEvent
{
    public Guid RunId { get; init; }

    public long Seq { get; init; }

    public required string Type { get; init; }

    /// <summary>JSON.</summary>
    public required string Data { get; init; }

    public DateTimeOffset At { get; init; }
}
