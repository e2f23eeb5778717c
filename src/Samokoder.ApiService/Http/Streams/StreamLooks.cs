using Samokoder.ApiService.Http.Problems;

namespace Samokoder.ApiService.Http.Streams;

/// <summary>
/// Looks at the store for all event streams of one kind in this process together, whatever Redis says: one statement each interval, and none while nobody watches
/// (docs/adr/0077).
/// </summary>
internal abstract class StreamLooks<TWatch>(TimeSpan interval, TimeProvider time, ILogger logger) : BackgroundService
    where TWatch : StreamWatch
{
    private readonly Lock _gate = new();
    private readonly HashSet<TWatch> _watches = [];
    private bool _isAway;

    internal TWatch[] Watched()
    {
        lock (_gate)
            return [.. _watches];
    }

    protected TWatch Add(TWatch watch)
    {
        watch.Ended = () => Forget(watch);
        lock (_gate)
            _watches.Add(watch);
        return watch;
    }

    /// <summary>Tells each stream that lacks something.</summary>
    protected abstract Task LookAsync(IReadOnlyList<TWatch> watches, CancellationToken cancellationToken);

    /// <summary>While the database is away streams keep their connection and get everything once it is back.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (Watched() is { Length: > 0 } watches)
                    await LookAsync(watches, stoppingToken);
                _isAway = false;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Report(exception);
            }
        }
    }

    private void Report(Exception exception)
    {
        if (!_isAway || !StoreFailures.IsStoreAway(exception))
            logger.StreamsNotLookedFor(exception);
        _isAway = true;
    }

    private void Forget(TWatch watch)
    {
        lock (_gate)
            _watches.Remove(watch);
    }
}

internal static partial class StreamLookLog
{
    [LoggerMessage(LogLevel.Warning, "The store could not be looked at for open event streams; they depend on Redis until this works again")]
    public static partial void StreamsNotLookedFor(this ILogger logger, Exception exception);
}
