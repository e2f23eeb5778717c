using Microsoft.Extensions.Options;
using Samokoder.ApiService.Features.Limits;

namespace Samokoder.ApiService.Http.Limits;

/// <summary>Which windows a request counts in.</summary>
internal sealed class RateLimitRules(IOptions<RateLimitOptions> rates, IOptions<LimitOptions> tiers)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly RateWindow[] _auth = [new("auth", Minute, rates.Value.AuthPerMinute)];
    private readonly RateWindow[] _refresh = [new("refresh", Minute, rates.Value.RefreshPerMinute)];
    private readonly RateWindow[] _anonymous = [new("minute", Minute, rates.Value.AnonymousPerMinute)];
    private readonly Dictionary<string, RateWindow[]> _tiers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RateWindow[]> _newProject = new(StringComparer.Ordinal);

    /// <summary>By address, whoever is signed in.</summary>
    public static bool IsByAddress(string? policy) => policy is RatePolicies.Auth or RatePolicies.Refresh;

    public IReadOnlyList<RateWindow> OfAddress(string? policy) => policy switch
    {
        RatePolicies.Auth => _auth,
        RatePolicies.Refresh => _refresh,
        _ => _anonymous,
    };

    public IReadOnlyList<RateWindow> OfUser(string? policy, string tier) =>
        Remember(policy == RatePolicies.NewProject ? _newProject : _tiers, tier, policy == RatePolicies.NewProject);

    private RateWindow[] Remember(Dictionary<string, RateWindow[]> table, string tier, bool isNewProject)
    {
        lock (table)
        {
            if (!table.TryGetValue(tier, out var windows))
                table[tier] = windows = Create(tiers.Value.Of(tier), isNewProject);
            return windows;
        }
    }

    private static RateWindow[] Create(TierLimits limits, bool isNewProject)
    {
        RateWindow[] general =
        [
            new("minute", Minute, limits.RequestsPerMinute), new("hour", TimeSpan.FromHours(1), limits.RequestsPerHour), new("day", TimeSpan.FromDays(1), limits.RequestsPerDay),
        ];
        return isNewProject && limits.NewProjectsPerDay is { } projects ? [.. general, new("new-projects", TimeSpan.FromDays(1), projects)] : general;
    }
}
