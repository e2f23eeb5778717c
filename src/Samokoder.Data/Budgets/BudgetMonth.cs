namespace Samokoder.Data.Budgets;

/// <summary>What a user spent in one calendar month: the sum of the usage records, kept with each of them.</summary>
public sealed class BudgetMonth
{
    public Guid UserId { get; init; }

    /// <summary>The month's first day, in UTC.</summary>
    public DateOnly Month { get; init; }

    public decimal SpentUsd { get; set; }
}
