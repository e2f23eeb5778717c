using System.Runtime.CompilerServices;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;
using Samokoder.Messaging.Runs;

namespace Samokoder.ApiService.Features.Runs.Events;

/// <summary>
/// A run's events after a given one: every durable event once and in order, live pieces as they come. It subscribes before it reads what
/// is stored, so nothing falls between; and it looks at the store from time to time whatever Redis says, so Redis may lose anything.
/// </summary>
internal sealed class RunEventReader(RunJournal journal, RunEventBus bus, TimeProvider time)
{
    private const int PageSize = 500;

    /// <summary>How long a watcher misses an event that Redis lost.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1.5);

    /// <summary>Batches of events; an empty one after each <see cref="LookInterval"/> without news. Ends after the run's final status.</summary>
    public async IAsyncEnumerable<IReadOnlyList<RunEvent>> ReadAsync(
        Guid runId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = new StreamPosition(after);
        await using var live = new LiveRunEvents(bus, runId, time);
        var looked = time.GetTimestamp();
        var look = true;
        while (!position.HasEnded)
        {
            if (look)
            {
                await live.EnsureSubscribedAsync();
                var stored = await TryReadStoredAsync(runId, position.Last, cancellationToken);
                yield return position.Advance(stored, out _);
                looked = time.GetTimestamp();
                look = stored.Count == PageSize;
                continue;
            }

            var arrived = await live.WaitAsync(LookInterval, cancellationToken);
            var next = position.Advance(arrived, out var gap);
            if (next.Count > 0)
                yield return next;
            look = gap || time.GetElapsedTime(looked) >= LookInterval;
        }
    }

    /// <summary>Nothing while the database is away: watchers keep their connection and get everything once it is back.</summary>
    private async Task<IReadOnlyList<RunEvent>> TryReadStoredAsync(Guid runId, long after, CancellationToken cancellationToken)
    {
        try
        {
            return await journal.ReadEventsAsync(runId, after, PageSize, cancellationToken);
        }
        catch (Exception exception) when (StoreFailures.IsStoreAway(exception))
        {
            return [];
        }
    }
}
