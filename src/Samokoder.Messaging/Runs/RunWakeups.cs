using System.Threading.Channels;
using StackExchange.Redis;

namespace Samokoder.Messaging.Runs;

/// <summary>
/// Tells workers that a run was queued. A hint only: the queue is in Postgres, and workers also look by themselves from time to time,
/// so a lost wake-up costs a moment and nothing else.
/// </summary>
public sealed class RunWakeups(IConnectionMultiplexer redis)
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("samokoder:runs:wake");

    /// <summary>Never throws because Redis is away.</summary>
    public Task WakeAsync(Guid runId) => RedisHints.PublishAsync(redis, Channel, runId.ToString());

    /// <summary>A reader that becomes readable when there may be work. Bursts are folded into one.</summary>
    public async Task<ChannelReader<bool>> SubscribeAsync()
    {
        var wakeups = System.Threading.Channels.Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        await redis.GetSubscriber().SubscribeAsync(Channel, (_, _) => wakeups.Writer.TryWrite(true));
        return wakeups.Reader;
    }
}
