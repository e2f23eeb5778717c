using Aspire.Hosting.ApplicationModel;
using Samokoder.EmbeddedHosting.State;

namespace Samokoder.EmbeddedHosting.Engine;

/// <summary>Probes one running resource: often until it is healthy, every few seconds from then on.</summary>
internal sealed class HealthMonitor(ResourceContext context, IResourceLauncher launcher)
{
    private static readonly TimeSpan StartInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StartPhase = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TroubleInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SteadyInterval = TimeSpan.FromSeconds(5);

    // A machine under load misses a probe now and then; two in a row are trouble.
    private const int FailuresUntilUnhealthy = 2;
    private int _failures;

    public bool WasHealthy { get; private set; }

    /// <summary>Returns when cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var started = context.Time.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested)
        {
            var problem = await ProbeAsync(cancellationToken);
            if (cancellationToken.IsCancellationRequested)
                return;
            Report(problem);
            var interval = problem is null ? SteadyInterval
                : !WasHealthy && context.Time.GetElapsedTime(started) < StartPhase ? StartInterval
                : TroubleInterval;
            await Task.Delay(interval, context.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string?> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await launcher.ProbeAsync(cancellationToken);
        }
        catch (Exception exception) // whatever a probe meets is what is wrong with the resource
        {
            return exception.Message;
        }
    }

    private void Report(string? problem)
    {
        WasHealthy |= problem is null;
        _failures = problem is null ? 0 : _failures + 1;
        if (WasHealthy && _failures is > 0 and < FailuresUntilUnhealthy)
            return;
        var state = problem is null ? KnownResourceStates.Running
            : WasHealthy ? KnownResourceStates.RuntimeUnhealthy : KnownResourceStates.Starting;
        var health = problem is null ? ResourceHealth.Healthy : ResourceHealth.Unhealthy;
        if (context.Board.Find(context.Id) is { } current && (current.State != state || current.Health != health || current.Message != problem))
            context.Board.Update(context.Id, s => s with { State = state, Health = health, Message = problem });
    }
}
