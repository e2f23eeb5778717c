using System.Threading.Channels;
using Samokoder.Contracts.Runs;
using Samokoder.Messaging.Runs;
using StackExchange.Redis;

namespace Samokoder.ApiService.Features.Runs.Events;

/// <summary>One run's events from Redis, or silence while Redis is away.</summary>
internal sealed class LiveRunEvents(RunEventBus bus, Guid runId, TimeProvider time) : IAsyncDisposable
{
    private RunEventSubscription? _subscription;

    /// <summary>Does nothing when subscribed already: the connection subscribes again by itself after Redis was away.</summary>
    public async Task EnsureSubscribedAsync()
    {
        if (_subscription is not null)
            return;
        try
        {
            _subscription = await bus.SubscribeAsync(runId);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // The store is looked at anyway; the caller tries again with its next look.
        }
    }

    /// <summary>What has arrived; waits for it, or for <paramref name="other"/> to have something, up to <paramref name="patience"/>, then answers with nothing.</summary>
    public async Task<IReadOnlyList<RunEvent>> WaitAsync(ChannelReader<bool> other, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task> any = [Task.Delay(patience, time, waiting.Token), other.WaitToReadAsync(waiting.Token).AsTask()];
        if (_subscription is { } subscription)
            any.Add(subscription.Events.WaitToReadAsync(waiting.Token).AsTask());
        await Task.WhenAny(any);
        await waiting.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return Drain(_subscription?.Events);
    }

    public ValueTask DisposeAsync() => _subscription?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static List<RunEvent> Drain(ChannelReader<RunEvent>? events)
    {
        var arrived = new List<RunEvent>();
        while (events?.TryRead(out var e) == true)
            arrived.Add(e);
        return arrived;
    }
}
