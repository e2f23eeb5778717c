using System.Text.Json;
using System.Threading.Channels;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using StackExchange.Redis;

namespace Samokoder.Messaging.Runs;

/// <summary>
/// Live run events between processes. Durable events are stored before they are published, so a subscriber that falls behind or
/// loses Redis reads them from Postgres; deltas are gone.
/// </summary>
public sealed class RunEventBus(IConnectionMultiplexer redis)
{
    /// <summary>More than a browser can use in a second. A reader slower than this loses the oldest and sees a gap in the ids.</summary>
    private const int Backlog = 4096;

    /// <summary>Never throws because Redis is away.</summary>
    public Task PublishAsync(RunEvent runEvent) => RedisHints.PublishAsync(
        redis, ChannelOf(runEvent.RunId), JsonSerializer.SerializeToUtf8Bytes(runEvent, ContractJson.Options));

    /// <summary>Subscribes before it returns. Dispose the subscription to end it.</summary>
    public async Task<RunEventSubscription> SubscribeAsync(Guid runId)
    {
        var events = Channel.CreateBounded<RunEvent>(
            new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        var channel = ChannelOf(runId);
        void Handle(RedisChannel _, RedisValue value) => events.Writer.TryWrite(Parse(value));

        await redis.GetSubscriber().SubscribeAsync(channel, Handle);
        return new RunEventSubscription(events.Reader, async () =>
        {
            events.Writer.TryComplete();
            await redis.GetSubscriber().UnsubscribeAsync(channel, Handle, CommandFlags.FireAndForget);
        });
    }

    private static RunEvent Parse(RedisValue value) =>
        JsonSerializer.Deserialize<RunEvent>(((ReadOnlyMemory<byte>)value).Span, ContractJson.Options)
        ?? throw new JsonException("A run event on the bus is null.");

    private static RedisChannel ChannelOf(Guid runId) => RedisChannel.Literal($"samokoder:runs:{runId:N}:events");
}
