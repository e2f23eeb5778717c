using Samokoder.Contracts.Runs;

namespace Samokoder.Data.Runs;

/// <summary>One request to the agents. Only <see cref="RunQueue"/> and <see cref="RunJournal"/> change it after it was queued.</summary>
public sealed class Run
{
    public Guid Id { get; init; }

    public Guid ProjectId { get; init; }

    public Guid UserId { get; init; }

    public RunStatus Status { get; set; }

    public required string Prompt { get; init; }

    public required string Model { get; init; }

    public bool ApprovePlan { get; init; }

    public string? ErrorCode { get; set; }

    public string? ErrorDetail { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public string? LeaseOwner { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Raised by each claim; a write with an older epoch is refused.</summary>
    public long LeaseEpoch { get; set; }

    /// <summary>Claims since the last model turn was stored: a run that kills its workers is given up.</summary>
    public int Attempts { get; set; }

    public DateTimeOffset? CancelRequestedAt { get; set; }

    /// <summary>Id of the newest durable event.</summary>
    public long EventSeq { get; set; }

    public long InputTokens { get; set; }

    public long OutputTokens { get; set; }

    public decimal CostUsd { get; set; }
}
