using Samokoder.Contracts.Usage;

namespace Samokoder.Contracts.Analytics;

/// <summary>Runs of a time, by how they ended.</summary>
/// <param name="SuccessRate">Succeeded of those that succeeded or failed, 0 to 1; null when there were none.</param>
/// <param name="MedianSeconds">From start to end of the runs that ended, waiting for the user included; null when none did.</param>
/// <param name="P95Seconds">95 of 100 runs took at most this long.</param>
public sealed record RunStatistics(
    long Total, long Succeeded, long Failed, long Cancelled, long Open, double? SuccessRate, double? MedianSeconds, double? P95Seconds);

/// <param name="Failures">Failed runs by error code, most frequent first.</param>
public sealed record Analytics(
    DateOnly From, DateOnly To, long Projects, RunStatistics Runs, IReadOnlyList<FailureCount> Failures, UsageTotals Usage);

/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
public sealed record FailureCount(string Code, long Runs);

/// <param name="Users">All accounts.</param>
/// <param name="ActiveUsers">Accounts that started a run in the time.</param>
/// <param name="QueuedRuns">At this moment, as is <paramref name="RunningRuns"/>.</param>
public sealed record SystemAnalytics(
    DateOnly From, DateOnly To, long Users, long ActiveUsers, long Projects, RunStatistics Runs, IReadOnlyList<FailureCount> Failures,
    UsageTotals Usage, long QueuedRuns, long RunningRuns);
