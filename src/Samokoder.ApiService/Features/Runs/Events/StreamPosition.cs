using Samokoder.Contracts.Runs;

namespace Samokoder.ApiService.Features.Runs.Events;

/// <summary>What one watcher has seen: decides which events are next, which are old, and when something is missing between.</summary>
internal sealed class StreamPosition(long after)
{
    /// <summary>Ids of messages and tool calls that are complete: pieces of them that arrive late would repeat them.</summary>
    private readonly HashSet<string> _completed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Id of the newest durable event that was passed on.</summary>
    public long Last { get; private set; } = after;

    /// <summary>The run's final status was passed on.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>
    /// The events of <paramref name="candidates"/> to pass on, in order and without repetition, up to the first missing one.
    /// </summary>
    /// <param name="gap">True when a durable event is missing: it is to be read from the store.</param>
    public List<RunEvent> Advance(IEnumerable<RunEvent> candidates, out bool gap)
    {
        var next = new List<RunEvent>();
        gap = false;
        foreach (var candidate in candidates)
        {
            gap = candidate.Id > Last + 1;
            if (gap || HasEnded)
                break;
            if (candidate.Id is { } id ? id == Last + 1 : !IsLate(candidate))
                next.Add(Pass(candidate));
        }

        return next;
    }

    private RunEvent Pass(RunEvent passed)
    {
        Last = passed.Id ?? Last;
        if (passed.Type == MessageCompleted.Type || passed.Type == ToolCompleted.Type)
            _completed.Add(SubjectOf(passed));
        HasEnded |= passed.Type == RunStatusChanged.Type && passed.Read<RunStatusChanged>().Status.IsFinal();
        return passed;
    }

    private bool IsLate(RunEvent delta) => _completed.Contains(SubjectOf(delta));

    private static string SubjectOf(RunEvent e) =>
        e.Data.TryGetProperty("messageId", out var message) ? message.ToString()
        : e.Data.TryGetProperty("callId", out var call) ? call.ToString()
        : "";
}
