namespace Samokoder.Contracts.Usage;

/// <summary>Model calls of a time, added up.</summary>
/// <param name="InputTokens">Cached ones included.</param>
/// <param name="CostUsd">By the catalogue's prices; 0 for the demo model and for models without a price.</param>
public sealed record UsageTotals(long Calls, long InputTokens, long CachedTokens, long OutputTokens, decimal CostUsd);

/// <param name="From">First day, in UTC.</param>
/// <param name="To">Last day, in UTC.</param>
/// <param name="Days">Every day of the range in order, also those without a call.</param>
/// <param name="Providers">Most expensive first, as the following lists.</param>
public sealed record UsageSummary(
    DateOnly From, DateOnly To, UsageTotals Total, IReadOnlyList<UsageOfDay> Days, IReadOnlyList<UsageOfProvider> Providers,
    IReadOnlyList<UsageOfModel> Models, IReadOnlyList<UsageOfProject> Projects);

public sealed record UsageOfDay(DateOnly Day, UsageTotals Totals);

public sealed record UsageOfProvider(string Provider, UsageTotals Totals);

/// <param name="Model">The name as the provider knows it.</param>
public sealed record UsageOfModel(string Provider, string Model, UsageTotals Totals);

/// <param name="Name">Null when the project was deleted.</param>
public sealed record UsageOfProject(Guid ProjectId, string? Name, UsageTotals Totals);

/// <summary>One model call.</summary>
/// <param name="ProjectName">Null when the project was deleted.</param>
public sealed record UsageRecordInfo(
    Guid Id, DateTimeOffset At, Guid ProjectId, string? ProjectName, Guid RunId, string Provider, string Model,
    long InputTokens, long CachedTokens, long OutputTokens, decimal CostUsd);
