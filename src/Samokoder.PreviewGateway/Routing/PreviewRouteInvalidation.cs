using System.Threading.Channels;
using Samokoder.Messaging.Previews;
using Samokoder.PreviewGateway.Access;
using Samokoder.PreviewGateway.Limits;
using StackExchange.Redis;

namespace Samokoder.PreviewGateway.Routing;

/// <summary>Keeps <see cref="PreviewRoutes"/> and <see cref="AccessRules"/> in step with the directory's announcements.</summary>
internal sealed partial class PreviewRouteInvalidation(
    PreviewDirectory directory, PreviewRoutes routes, AccessRules rules, Revocations revocations, PreviewLimits limits, IConnectionMultiplexer redis, TimeProvider time,
    ILogger<PreviewRouteInvalidation> logger) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly Channel<string> _changed = Channel.CreateBounded<string>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.ConnectionRestored += (_, _) => InvalidateAll();
        await SubscribeAsync(stoppingToken);
        await Task.WhenAll(SweepAsync(stoppingToken), RevokeAsync(stoppingToken));
    }

    private async Task RevokeAsync(CancellationToken stoppingToken)
    {
        await foreach (var previewId in _changed.Reader.ReadAllAsync(stoppingToken))
            await revocations.CheckAsync(previewId);
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            routes.Sweep();
            rules.Sweep();
            limits.Sweep();
        }
    }

    private void Invalidate(string previewId)
    {
        routes.Invalidate(previewId);
        rules.Invalidate(previewId);
        _changed.Writer.TryWrite(previewId);
    }

    private void InvalidateAll()
    {
        routes.InvalidateAll();
        rules.InvalidateAll();
    }

    private async Task SubscribeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await directory.SubscribeAsync(Invalidate); // held by the multiplexer over reconnections from here on
                InvalidateAll();
                return;
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                LogRetry(logger, exception);
                await Task.Delay(RetryAfter, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Redis does not answer: changes of previews are noticed some seconds late until it does.")]
    private static partial void LogRetry(ILogger logger, Exception exception);
}
