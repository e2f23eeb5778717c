using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Samokoder.PreviewGateway.Limits;

/// <summary>Keeps one preview, or one stranger, from taking the gateway away from all others. Counted by each gateway for itself.</summary>
internal sealed class PreviewLimits(IOptions<GatewayOptions> options, TimeProvider time) : IDisposable
{
    private const int Burst = 4;

    private readonly ConcurrentDictionary<string, PreviewLimit> _previews = new(StringComparer.Ordinal);

    private readonly PartitionedRateLimiter<string> _strangers = PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetFixedWindowLimiter(
            address, _ => new FixedWindowRateLimiterOptions { PermitLimit = options.Value.RefusalsPerMinute, Window = TimeSpan.FromMinutes(1) }));

    public PreviewLimit Of(string previewId) => _previews.TryGetValue(previewId, out var limit) ? limit : _previews.GetOrAdd(previewId, _ => New());

    /// <summary>Drops what holds nobody back. A request that comes in this very moment is counted by neither, which is no harm.</summary>
    public void Sweep()
    {
        foreach (var limit in _previews)
        {
            if (limit.Value.IsUnused) _previews.TryRemove(limit);
        }
    }

    /// <summary>False when this address was refused too often within a minute.</summary>
    public bool MayBeRefusedAgain(HttpContext context)
    {
        using var lease = _strangers.AttemptAcquire(context.Connection.RemoteIpAddress?.ToString() ?? "unknown");
        return lease.IsAcquired;
    }

    public void Dispose() => _strangers.Dispose();

    private PreviewLimit New() => new(
        options.Value.RequestsPerSecondPerPreview, options.Value.RequestsPerSecondPerPreview * Burst, options.Value.MaxConnectionsPerPreview, time);
}
