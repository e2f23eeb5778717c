namespace Samokoder.Contracts.Limits;

/// <summary>What the caller's tier allows, and what of it is used.</summary>
/// <param name="Tier">free, starter, pro or team.</param>
/// <param name="Rates">How many requests may be made in any minute, hour and day.</param>
public sealed record UserLimits(string Tier, IReadOnlyList<QuotaInfo> Quotas, IReadOnlyList<RateInfo> Rates);

/// <param name="Name">projects-per-month, projects-in-all, shared-previews-per-month, exports-per-month or git-pushes-per-month.</param>
/// <param name="Limit">Null: no limit. 0: the tier does not have it.</param>
/// <param name="ResetsAt">When used is 0 again; null for what does not reset.</param>
public sealed record QuotaInfo(string Name, int? Limit, long Used, DateTimeOffset? ResetsAt);

/// <param name="Window">minute, hour or day.</param>
public sealed record RateInfo(string Window, int Limit);
