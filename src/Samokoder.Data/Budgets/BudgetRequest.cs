namespace Samokoder.Data.Budgets;

/// <summary>Asks to hold money for one model call. Amounts are US dollars.</summary>
/// <param name="Id">Of the reservation, and later of the call's usage record.</param>
/// <param name="NeededUsd">With less the call is of no use.</param>
/// <param name="WantedUsd">The most that the call can cost.</param>
public sealed record BudgetRequest(Guid Id, decimal NeededUsd, decimal WantedUsd);
