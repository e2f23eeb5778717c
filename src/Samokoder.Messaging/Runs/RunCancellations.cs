using StackExchange.Redis;

namespace Samokoder.Messaging.Runs;

/// <summary>Carries the request to cancel to whichever worker holds the run. The request itself is stored on the run first.</summary>
public sealed class RunCancellations(IConnectionMultiplexer redis)
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("samokoder:runs:cancel");

    /// <summary>Never throws because Redis is away: the worker also sees the stored request when it renews its lease.</summary>
    public Task SignalAsync(Guid runId) => RedisHints.PublishAsync(redis, Channel, runId.ToString());

    /// <summary>Calls back for every signalled run, on a thread of the connection: return quickly.</summary>
    public Task SubscribeAsync(Action<Guid> onCancel) => redis.GetSubscriber().SubscribeAsync(Channel, (_, value) =>
    {
        if (Guid.TryParse(value.ToString(), out var runId))
            onCancel(runId);
    });
}
