namespace Samokoder.Data.Budgets;

/// <summary>
/// Money held for one model call under way. It is gone once the call's usage is stored, or the call failed; it counts only as long as
/// the run is worked on under the same lease.
/// </summary>
public sealed class BudgetReservation
{
    /// <summary>Becomes the id of the call's usage record.</summary>
    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    public Guid ProjectId { get; init; }

    public Guid RunId { get; init; }

    public long LeaseEpoch { get; init; }

    public decimal AmountUsd { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
