using Microsoft.Extensions.Options;
using Samokoder.Contracts.Previews;
using Samokoder.Messaging.Previews;
using Samokoder.PreviewGateway.Forwarding;
using Samokoder.PreviewGateway.Routing;
using StackExchange.Redis;

namespace Samokoder.PreviewGateway.Waking;

/// <summary>Finds out whether a preview runs, and wakes it when it does not.</summary>
internal sealed class PreviewStarter(
    PreviewRoutes routes, PreviewWaker waker, Func<AgentClient> agents, Upstreams upstreams, IOptions<GatewayOptions> options, TimeProvider time)
{
    private static readonly PreviewReadiness.Starting Starting = new([]);

    /// <summary>Wakes it if nobody did. Waits for the start a moment: a quick one needs no starting page.</summary>
    public async ValueTask<PreviewReadiness> GetAsync(string previewId)
    {
        try
        {
            var entry = await routes.FindAsync(previewId);
            return entry is { Status: PreviewStatus.Running, Address: { } address }
                ? new PreviewReadiness.Running(address)
                : await GetStoppedAsync(previewId, entry);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return new PreviewReadiness.Unavailable();
        }
    }

    /// <summary>For a preview that the directory calls running while nothing listens at its address.</summary>
    public async Task<PreviewReadiness> WakeAgainAsync(string previewId)
    {
        routes.Invalidate(previewId);
        return await StartAsync(previewId, owner: await OwnerAsync(previewId), evenIfAnswered: false) switch
        {
            PreviewReadiness.Running => Starting, // it is not yet: this request has just seen that
            var other => other,
        };
    }

    /// <summary>Because a person asks for another try.</summary>
    public async Task<PreviewReadiness> RetryAsync(string previewId) =>
        await StartAsync(previewId, await OwnerAsync(previewId), evenIfAnswered: true);

    /// <summary>As <see cref="GetAsync"/>, but Running only if something listens, and with the dev server's output while it does not.</summary>
    public async Task<PreviewReadiness> LookAsync(string previewId, CancellationToken cancellationToken)
    {
        var readiness = await GetAsync(previewId);
        if (readiness is PreviewReadiness.Running { Address: var address })
        {
            if (await upstreams.CanConnectAsync(address, cancellationToken)) return readiness;
            readiness = await WakeAgainAsync(previewId);
        }

        return readiness is PreviewReadiness.Starting or PreviewReadiness.Failed
            ? await WithOutputAsync(previewId, readiness, cancellationToken)
            : readiness;
    }

    private async ValueTask<PreviewReadiness> GetStoppedAsync(string previewId, PreviewEntry? entry) => entry?.Status switch
    {
        PreviewStatus.Starting => Starting,
        PreviewStatus.Failed when waker.IsWaking(previewId) => Starting,
        PreviewStatus.Failed => new PreviewReadiness.Failed(entry.Error, []),
        _ => await StartAsync(previewId, entry?.Owner, evenIfAnswered: false),
    };

    private async Task<PreviewReadiness> StartAsync(string previewId, string? owner, bool evenIfAnswered)
    {
        var wake = waker.WakeAsync(previewId, owner, evenIfAnswered);
        try
        {
            return await ReadAsync(previewId, await wake.WaitAsync(options.Value.StartGrace, time));
        }
        catch (TimeoutException) when (!wake.IsCompleted)
        {
            return Starting;
        }
    }

    private async Task<PreviewReadiness> ReadAsync(string previewId, AgentAnswer answer) => answer switch
    {
        AgentAnswer.Unknown => new PreviewReadiness.Unknown(),
        AgentAnswer.Unavailable => new PreviewReadiness.Unavailable(),
        AgentAnswer.State { Value: { Status: PreviewStatus.Failed } state } => new PreviewReadiness.Failed(state.Error, state.LogTail),
        _ => await routes.FindAsync(previewId) is { Status: PreviewStatus.Running, Address: { } address }
            ? new PreviewReadiness.Running(address)
            : Starting,
    };

    private async Task<PreviewReadiness> WithOutputAsync(string previewId, PreviewReadiness readiness, CancellationToken cancellationToken)
    {
        if (await agents().LookAsync(previewId, await OwnerAsync(previewId), cancellationToken) is not AgentAnswer.State { Value: var state })
            return readiness;
        return readiness is PreviewReadiness.Failed failed
            ? new PreviewReadiness.Failed(failed.Error ?? state.Error, state.LogTail)
            : new PreviewReadiness.Starting(state.LogTail);
    }

    private async Task<string?> OwnerAsync(string previewId) => (await routes.FindAsync(previewId))?.Owner;
}
