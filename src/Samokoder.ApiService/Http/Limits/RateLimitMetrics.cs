using System.Diagnostics.Metrics;

namespace Samokoder.ApiService.Http.Limits;

internal sealed class RateLimitMetrics
{
    public const string MeterName = "Samokoder.Api";

    private readonly Counter<long> _hits;
    private readonly Counter<long> _unchecked;

    public RateLimitMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _hits = meter.CreateCounter<long>("samokoder_rate_limit_hits", description: "Requests that were refused because of a limit.");
        _unchecked = meter.CreateCounter<long>(
            "samokoder_rate_limit_unchecked", description: "Requests whose limits could not be looked up because Redis was away, by what became of them.");
    }

    public void Hit(string window) => _hits.Add(1, new KeyValuePair<string, object?>("window", window));

    public void Unchecked(bool wasRefused) => _unchecked.Add(1, new KeyValuePair<string, object?>("outcome", wasRefused ? "refused" : "passed"));
}
