using System.Threading.Channels;
using StackExchange.Redis;

namespace Samokoder.Messaging.Notifications;

/// <summary>
/// Tells watchers that a user's notifications changed: a new one, or one was read. A hint only; what changed is in Postgres, which watchers
/// also look at from time to time.
/// </summary>
public sealed class NotificationHints(IConnectionMultiplexer redis)
{
    /// <summary>Never throws because Redis is away.</summary>
    public Task PublishAsync(Guid userId) => RedisHints.PublishAsync(redis, ChannelOf(userId), RedisValue.EmptyString);

    /// <summary>Subscribes before it returns. Bursts are folded into one.</summary>
    public async Task<NotificationSubscription> SubscribeAsync(Guid userId)
    {
        var hints = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var channel = ChannelOf(userId);
        void Handle(RedisChannel from, RedisValue value) => hints.Writer.TryWrite(true);

        await redis.GetSubscriber().SubscribeAsync(channel, Handle);
        return new NotificationSubscription(
            hints.Reader, () => redis.GetSubscriber().UnsubscribeAsync(channel, Handle, CommandFlags.FireAndForget));
    }

    private static RedisChannel ChannelOf(Guid userId) => RedisChannel.Literal($"samokoder:users:{userId:N}:notifications");
}
