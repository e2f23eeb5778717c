using Samokoder.ApiService.Http.Streams;
using Samokoder.Data.Runs;

namespace Samokoder.ApiService.Features.Runs.Events;

/// <summary>Finds the runs that have more than their streams have passed on.</summary>
internal sealed class RunLooks(RunJournal journal, TimeProvider time, ILogger<RunLooks> logger) : StreamLooks<RunWatch>(Interval, time, logger)
{
    /// <summary>How long a stream misses an event that Redis lost.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1.5);

    /// <param name="after">Id of the newest event that the stream has.</param>
    public RunWatch Watch(Guid runId, long after) => Add(new RunWatch(runId, after));

    protected override async Task LookAsync(IReadOnlyList<RunWatch> watches, CancellationToken cancellationToken)
    {
        var runs = watches.ToLookup(w => w.RunId);
        foreach (var (run, newest) in await journal.FindNewerEventsAsync([.. runs.Select(r => (r.Key, r.Min(w => w.Seen)))], cancellationToken))
        {
            foreach (var watch in runs[run])
                watch.Compare(newest);
        }
    }
}
