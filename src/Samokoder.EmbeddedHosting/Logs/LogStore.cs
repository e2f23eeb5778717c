using System.Collections.Concurrent;
using Samokoder.EmbeddedHosting.State;

namespace Samokoder.EmbeddedHosting.Logs;

/// <summary>The last lines of every resource's console, in memory.</summary>
internal sealed class LogStore(TimeProvider time)
{
    public const int MaxLineLength = 8_000;
    private const int LinesPerResource = 2_000;

    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new(StringComparer.OrdinalIgnoreCase);
    private readonly Pulse _pulse = new();
    private long _sequence;

    public void Write(string resource, string text, LogLevel? level = null)
    {
        var log = _logs.GetOrAdd(resource, _ => new ResourceLog(LinesPerResource));
        log.Add(text, (line, lineLevel) => new LogLine(Interlocked.Increment(ref _sequence), resource, time.GetUtcNow(), lineLevel, line), level);
        _pulse.Beat();
    }

    /// <summary>Lines after the sequence number, oldest first; of all resources when <paramref name="resource"/> is null.</summary>
    public IReadOnlyList<LogLine> After(long sequence, string? resource = null)
    {
        var logs = resource is null ? _logs.Values : _logs.Where(l => string.Equals(l.Key, resource, StringComparison.OrdinalIgnoreCase)).Select(l => l.Value);
        return [.. logs.SelectMany(l => l.After(sequence)).OrderBy(l => l.Sequence)];
    }

    public IReadOnlyList<string> Tail(string resource, int lines) =>
        _logs.TryGetValue(resource, out var log) ? [.. log.After(0).TakeLast(lines).Select(l => Ansi.Strip(l.Text))] : [];

    public Task NextChangeAsync(CancellationToken cancellationToken) => _pulse.NextAsync(cancellationToken);
}
