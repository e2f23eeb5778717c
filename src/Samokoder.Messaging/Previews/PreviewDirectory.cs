using System.Text.Json;
using Samokoder.Contracts;
using StackExchange.Redis;

namespace Samokoder.Messaging.Previews;

/// <summary>
/// Which previews run where. Owners write it and write it again every <see cref="RefreshInterval"/>, so that it fills itself after Redis
/// was emptied and forgets owners that died.
/// </summary>
public sealed class PreviewDirectory(IConnectionMultiplexer redis)
{
    /// <summary>How often an owner repeats its entries.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);
    private static readonly RedisChannel Changes = RedisChannel.Literal("samokoder:preview:changed");

    /// <summary>Null when no owner has said anything of it: stopped, or never started.</summary>
    public async Task<PreviewEntry?> FindAsync(string previewId)
    {
        var value = await redis.GetDatabase().StringGetAsync(KeyOf(previewId));
        return value.IsNull ? null : JsonSerializer.Deserialize<PreviewEntry>(((ReadOnlyMemory<byte>)value).Span, ContractJson.Options);
    }

    /// <summary>Writes the entry and tells every gateway. Throws RedisException when Redis is away: the owner repeats it anyway.</summary>
    public async Task SetAsync(PreviewEntry entry)
    {
        await RefreshAsync(entry);
        await redis.GetSubscriber().PublishAsync(Changes, entry.PreviewId, CommandFlags.FireAndForget);
    }

    /// <summary>Writes the entry again without telling anybody.</summary>
    public Task RefreshAsync(PreviewEntry entry) => redis.GetDatabase().StringSetAsync(
        KeyOf(entry.PreviewId), JsonSerializer.SerializeToUtf8Bytes(entry, ContractJson.Options), Lifetime);

    public async Task RemoveAsync(string previewId)
    {
        await redis.GetDatabase().KeyDeleteAsync(KeyOf(previewId));
        await redis.GetSubscriber().PublishAsync(Changes, previewId, CommandFlags.FireAndForget);
    }

    /// <summary>Tells every gateway that who may see it has changed.</summary>
    public Task AnnounceAsync(string previewId) => redis.GetSubscriber().PublishAsync(Changes, previewId);

    /// <summary>Calls back with the id of every preview whose entry or access changed, on a thread of the connection: return quickly.</summary>
    public Task SubscribeAsync(Action<string> onChanged) =>
        redis.GetSubscriber().SubscribeAsync(Changes, (_, value) => onChanged(value.ToString()));

    private static string KeyOf(string previewId) => $"samokoder:preview:{previewId}";
}
