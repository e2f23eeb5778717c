using System.Runtime.CompilerServices;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;
using Samokoder.Messaging.Runs;

namespace Samokoder.ApiService.Features.Runs.Events;

/// <summary>
/// A run's events after a given one: every durable event once and in order, live pieces as they come. It subscribes before it reads what
/// is stored, so nothing falls between; and <see cref="RunLooks"/> looks at the store whatever Redis says, so Redis may lose anything.
/// </summary>
internal sealed class RunEventReader(RunJournal journal, RunEventBus bus, RunLooks looks, TimeProvider time)
{
    private const int PageSize = 500;

    /// <summary>How often a silent stream is given the turn, for heartbeats and to subscribe again.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(3);

    /// <summary>Batches of events; an empty one after each <see cref="Turn"/> without news. Ends after the run's final status, or when the run was deleted.</summary>
    public async IAsyncEnumerable<IReadOnlyList<RunEvent>> ReadAsync(
        Guid runId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = new StreamPosition(after);
        using var watch = looks.Watch(runId, after);
        await using var live = new LiveRunEvents(bus, runId, time);
        var look = true;
        while (!position.HasEnded && !watch.IsGone)
        {
            await live.EnsureSubscribedAsync();
            var candidates = look ? await TryReadStoredAsync(runId, position.Last, cancellationToken) : await live.WaitAsync(watch.News, Turn, cancellationToken);
            var next = position.Advance(candidates, out var gap);
            watch.Seen = position.Last;
            if (next.Count > 0 || candidates.Count == 0)
                yield return next;
            look = watch.TakeNews() || (look ? candidates.Count == PageSize : gap);
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
