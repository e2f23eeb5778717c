using Samokoder.Contracts.Notifications;

namespace Samokoder.Data.Notifications;

/// <summary>Something that a user should hear of, stored with what caused it.</summary>
public sealed class Notification
{
    public Guid UserId { get; init; }

    /// <summary>From 1 without gaps; a higher one is never visible before a lower one.</summary>
    public long Seq { get; init; }

    public Guid Id { get; init; }

    public NotificationKind Kind { get; init; }

    public Guid? ProjectId { get; init; }

    public Guid? RunId { get; init; }

    /// <summary>The error code of a failed run.</summary>
    public string? Code { get; init; }

    public string? Detail { get; init; }

    public decimal? SpentUsd { get; init; }

    public decimal? CapUsd { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ReadAt { get; set; }
}
