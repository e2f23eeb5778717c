namespace Samokoder.Data.Budgets;

/// <summary>What the ledger says to a request: an amount, or the limit that is in the way.</summary>
/// <param name="GrantedUsd">Held for the call; null when refused.</param>
/// <param name="IsCapped">Some limit applies to this call.</param>
/// <param name="Refusal">Set when refused.</param>
public sealed record BudgetAnswer(decimal? GrantedUsd, bool IsCapped, BudgetRefusal? Refusal);

/// <param name="Scope">The narrowest limit.</param>
/// <param name="SpentUsd">Under this limit so far.</param>
/// <param name="OthersHoldIt">The limit has room, but calls under way hold it: it may be free again in a moment.</param>
public sealed record BudgetRefusal(BudgetScope Scope, decimal CapUsd, decimal SpentUsd, bool OthersHoldIt);
