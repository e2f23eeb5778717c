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

/// <summary>
/// What Prometheus sees as <c>samokoder_preview_*</c>. Labels are outcomes, never ids or paths. Counted here and read when somebody asks:
/// a counter that reports each change costs every request.
/// </summary>
internal sealed class PreviewMetrics : IDisposable
{
    public const string MeterName = "Samokoder.PreviewGateway";

    private readonly Meter _meter;
    private readonly Outcomes<RequestOutcome> _requests = new();
    private readonly Outcomes<WakeOutcome> _wakes = new();
    private long _active;

    public PreviewMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _meter.CreateObservableCounter("samokoder_preview_requests", _requests.Read, description: "Requests to previews by outcome.");
        _meter.CreateObservableCounter("samokoder_preview_wakeups", _wakes.Read, description: "Starts asked for because of a visit, by outcome.");
        _meter.CreateObservableUpDownCounter(
            "samokoder_preview_active_connections", () => Interlocked.Read(ref _active), description: "Requests and WebSockets being forwarded now.");
    }

    public void Count(RequestOutcome outcome) => _requests.Add((int)outcome);

    public void Count(WakeOutcome outcome) => _wakes.Add((int)outcome);

    public void Opened() => Interlocked.Increment(ref _active);

    public void Closed() => Interlocked.Decrement(ref _active);

    public void Dispose() => _meter.Dispose();

    private sealed class Outcomes<T>
        where T : struct, Enum
    {
        private readonly KeyValuePair<string, object?>[] _tags =
            [.. Enum.GetNames<T>().Select(name => new KeyValuePair<string, object?>("outcome", name.ToLowerInvariant()))];

        private readonly long[] _counts = new long[Enum.GetNames<T>().Length];

        public void Add(int outcome) => Interlocked.Increment(ref _counts[outcome]);

        public IEnumerable<Measurement<long>> Read() => _counts.Select((_, i) => new Measurement<long>(Interlocked.Read(ref _counts[i]), _tags[i]));
    }
}
