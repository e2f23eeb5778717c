using System.Diagnostics.Metrics;

namespace Samokoder.PreviewGateway.Telemetry;

internal enum RequestOutcome
{
    Forwarded,
    Aborted,
    Broken,
    Exchanged,
    Forbidden,
    Starting,
    Failed,
    Unknown,
    Unavailable,
    TooLarge,
    Limited,
}

internal enum WakeOutcome
{
    Accepted,
    Failed,
    Unknown,
    Unavailable,
}

/// <summary>What Prometheus sees as <c>samokoder_preview_*</c>. Labels are outcomes, never ids or paths.</summary>
internal sealed class PreviewMetrics : IDisposable
{
    public const string MeterName = "Samokoder.PreviewGateway";

    private static readonly KeyValuePair<string, object?>[] Requests = Tags<RequestOutcome>();
    private static readonly KeyValuePair<string, object?>[] Wakes = Tags<WakeOutcome>();

    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _wakes;
    private readonly UpDownCounter<long> _active;

    public PreviewMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _requests = _meter.CreateCounter<long>("samokoder_preview_requests", description: "Requests to previews by outcome.");
        _wakes = _meter.CreateCounter<long>("samokoder_preview_wakeups", description: "Starts asked for because of a visit, by outcome.");
        _active = _meter.CreateUpDownCounter<long>(
            "samokoder_preview_active_connections", description: "Requests and WebSockets being forwarded now.");
    }

    public void Count(RequestOutcome outcome) => _requests.Add(1, Requests[(int)outcome]);

    public void Count(WakeOutcome outcome) => _wakes.Add(1, Wakes[(int)outcome]);

    public void Opened() => _active.Add(1);

    public void Closed() => _active.Add(-1);

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?>[] Tags<T>()
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(name => new KeyValuePair<string, object?>("outcome", name.ToLowerInvariant()))];
}
