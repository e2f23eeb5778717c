using StackExchange.Redis;

namespace Samokoder.Messaging;

/// <summary>Publishing what may be lost: the truth is in Postgres, so Redis being away must not fail the caller.</summary>
internal static class RedisHints
{
    public static async Task PublishAsync(IConnectionMultiplexer redis, RedisChannel channel, RedisValue value)
    {
        try
        {
            await redis.GetSubscriber().PublishAsync(channel, value, CommandFlags.FireAndForget);
        }
        catch (RedisException)
        {
            // Receivers read Postgres when no hint arrives; the multiplexer logs and reconnects by itself.
        }
        catch (TimeoutException)
        {
            // As above.
        }
    }
}
