using StackExchange.Redis;

namespace Samokoder.Messaging.Sandboxes;

/// <summary>
/// Which replica of AgentService has a project's terminals. Owners write it again every <see cref="RefreshInterval"/>. Without Redis nobody finds the
/// way back to a shell, and gets a new one.
/// </summary>
public sealed class TerminalDirectory(IConnectionMultiplexer redis)
{
    /// <summary>How often an owner repeats its entries.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(90);

    /// <summary>The base address of the owner; null when nobody has said anything, or Redis is away.</summary>
    public async Task<string?> FindAsync(Guid projectId)
    {
        try
        {
            return await redis.GetDatabase().StringGetAsync(KeyOf(projectId));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Never throws because Redis is away: the owner repeats it anyway.</summary>
    public async Task SetAsync(Guid projectId, string owner)
    {
        try
        {
            await redis.GetDatabase().StringSetAsync(KeyOf(projectId), owner, Lifetime);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // Said again in a moment.
        }
    }

    private static RedisKey KeyOf(Guid projectId) => $"samokoder:terminals:{projectId:N}";
}
