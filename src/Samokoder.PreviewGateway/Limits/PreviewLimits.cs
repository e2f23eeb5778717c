using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Samokoder.PreviewGateway.Limits;

/// <summary>Keeps one preview, or one stranger, from taking the gateway away from all others. Counted by each gateway for itself.</summary>
internal sealed class PreviewLimits(IOptions<GatewayOptions> options) : IDisposable
{
    private const int Burst = 4;

    private readonly PartitionedRateLimiter<string> _previews = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<string, string>(id => RateLimitPartition.GetTokenBucketLimiter(id, _ => Rate(options.Value))),
        PartitionedRateLimiter.Create<string, string>(id => RateLimitPartition.GetConcurrencyLimiter(
            id, _ => new ConcurrencyLimiterOptions { PermitLimit = options.Value.MaxConnectionsPerPreview })));

    private readonly PartitionedRateLimiter<string> _strangers = PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetFixedWindowLimiter(
            address, _ => new FixedWindowRateLimiterOptions { PermitLimit = options.Value.RefusalsPerMinute, Window = TimeSpan.FromMinutes(1) }));

    /// <summary>Dispose the lease when the request has ended.</summary>
    public RateLimitLease Begin(string previewId) => _previews.AttemptAcquire(previewId);

    /// <summary>False when this address was refused too often within a minute.</summary>
    public bool MayBeRefusedAgain(HttpContext context)
    {
        using var lease = _strangers.AttemptAcquire(context.Connection.RemoteIpAddress?.ToString() ?? "unknown");
        return lease.IsAcquired;
    }

    public void Dispose()
    {
        _previews.Dispose();
        _strangers.Dispose();
    }

    private static TokenBucketRateLimiterOptions Rate(GatewayOptions options) => new()
    {
        TokenLimit = options.RequestsPerSecondPerPreview * Burst,
        TokensPerPeriod = options.RequestsPerSecondPerPreview,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
    };
}
