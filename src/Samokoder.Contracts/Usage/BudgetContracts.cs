namespace Samokoder.Contracts.Usage;

public enum BudgetState
{
    /// <summary>There is no monthly limit, or less than 80 % of it is spent.</summary>
    Good,

    /// <summary>80 % of the month's limit are spent.</summary>
    Warning,

    /// <summary>All of it is spent: no run with a paid model starts.</summary>
    Stopped,
}

/// <summary>Replaces all three limits. Each is 0 to 1,000,000 US dollars, or null for no limit.</summary>
/// <param name="MonthlyCapUsd">For everything in one calendar month, in UTC.</param>
/// <param name="ProjectCapUsd">For each project in all, unless the project has a limit of its own.</param>
/// <param name="RunCapUsd">For each run.</param>
public sealed record PutBudgetRequest(decimal? MonthlyCapUsd, decimal? ProjectCapUsd, decimal? RunCapUsd);

/// <param name="SpentUsd">In this month.</param>
/// <param name="ReservedUsd">Held for model calls that are under way.</param>
/// <param name="ResetsAt">When the next month begins.</param>
/// <param name="Projects">Those with a limit of their own.</param>
public sealed record BudgetInfo(
    decimal? MonthlyCapUsd, decimal? ProjectCapUsd, decimal? RunCapUsd, decimal SpentUsd, decimal ReservedUsd, BudgetState State,
    DateTimeOffset ResetsAt, IReadOnlyList<ProjectBudgetInfo> Projects);

/// <param name="SpentUsd">Since the project was created.</param>
public sealed record ProjectBudgetInfo(Guid ProjectId, string Name, decimal CapUsd, decimal SpentUsd);

/// <summary>A project's own limit.</summary>
/// <param name="CapUsd">0 to 1,000,000 US dollars for the project in all; null to use the user's limit for projects.</param>
public sealed record ProjectBudget(decimal? CapUsd);
