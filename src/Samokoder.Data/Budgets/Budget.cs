namespace Samokoder.Data.Budgets;

/// <summary>
/// A user's limits, in US dollars; null is no limit. The row is also what reservations of the user lock, so that they are decided one
/// after the other.
/// </summary>
public sealed class Budget
{
    public Guid UserId { get; init; }

    public decimal? MonthlyCapUsd { get; set; }

    /// <summary>For a project in all, unless it has a limit of its own.</summary>
    public decimal? ProjectCapUsd { get; set; }

    public decimal? RunCapUsd { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}
