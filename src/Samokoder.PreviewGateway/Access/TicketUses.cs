using System.Collections.Concurrent;
using Samokoder.Messaging.Previews;
using StackExchange.Redis;

namespace Samokoder.PreviewGateway.Access;

/// <summary>
/// Sees to it that a ticket is used once, by all gateways together through Redis. While Redis is away this gateway still remembers its
/// own: then a ticket could be used once at each, which is better than closing every preview.
/// </summary>
internal sealed partial class TicketUses(IConnectionMultiplexer redis, TimeProvider time, ILogger<TicketUses> logger)
{
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _here = new();
    private DateTimeOffset _swept = time.GetUtcNow();

    public async Task<bool> TryUseAsync(PreviewTicket ticket)
    {
        Sweep();
        if (!_here.TryAdd(ticket.Nonce, ticket.ExpiresAt)) return false;
        try
        {
            var lifetime = ticket.ExpiresAt - time.GetUtcNow() + TimeSpan.FromMinutes(1); // clocks differ
            return await redis.GetDatabase().StringSetAsync($"samokoder:preview:ticket:{ticket.Nonce:N}", 1, lifetime, When.NotExists);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogAway(logger, exception);
            return true;
        }
    }

    private void Sweep()
    {
        var now = time.GetUtcNow();
        if (now - _swept < TimeSpan.FromMinutes(1)) return;
        _swept = now;
        foreach (var use in _here.Where(use => use.Value < now))
            _here.TryRemove(use);
    }

    [LoggerMessage(LogLevel.Warning, "Redis does not answer: tickets are held to single use by this gateway alone.")]
    private static partial void LogAway(ILogger logger, Exception exception);
}
