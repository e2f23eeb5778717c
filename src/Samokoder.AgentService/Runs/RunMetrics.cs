using System.Diagnostics;
using System.Diagnostics.Metrics;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Runs;

internal sealed class RunMetrics
{
    private readonly Counter<long> _ended;
    private readonly Counter<long> _tools;
    private readonly Histogram<double> _duration;

    public RunMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Samokoder.Runs");
        _ended = meter.CreateCounter<long>("samokoder_runs_ended");
        _tools = meter.CreateCounter<long>("samokoder_tool_calls");
        _duration = meter.CreateHistogram<double>("samokoder_generation_duration", "s");
    }

    public static ActivitySource Source { get; } = new("Samokoder.Runs");

    public void Ended(RunStatus status) => _ended.Add(1, new KeyValuePair<string, object?>("status", status.ToString().ToLowerInvariant()));

    public void ToolCalled(string tool, ToolOutcome outcome) => _tools.Add(
        1, new KeyValuePair<string, object?>("tool", tool), new KeyValuePair<string, object?>("outcome", outcome.ToString().ToLowerInvariant()));

    public void Left(TimeSpan duration) => _duration.Record(duration.TotalSeconds);
}
