using Samokoder.AgentService.Sandboxes.Docker;

namespace Samokoder.AgentService.Sandboxes;

/// <summary>Chooses the provider and prepares its image when the service starts; later removes idle and left-over containers.</summary>
internal sealed partial class SandboxUpkeep(ISandboxProvider provider, DockerProvider docker, TimeProvider time, ILogger<SandboxUpkeep> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // The host's start must not wait for an engine.
        if (provider is DockerProvider or Limits.GuardedProvider { Inner: DockerProvider })
            await docker.PrepareAsync(stoppingToken);
        var health = await provider.CheckAsync(stoppingToken);
        LogState(log, health.Provider, health.Choice ?? "", health.Problem ?? health.Limits ?? "");
        using var timer = new PeriodicTimer(Interval, time);
        do
            await SweepAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await docker.SweepAsync(cancellationToken);
        }
        catch (Exception e) when (ContainerEngine.IsFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            LogFailed(log, ContainerEngine.Reason(e)); // Tried again in a minute.
        }
    }

    [LoggerMessage(LogLevel.Information, "Sandbox provider {Provider}. {Choice} {State}")]
    private static partial void LogState(ILogger logger, string provider, string choice, string state);

    [LoggerMessage(LogLevel.Warning, "Idle containers could not be looked for: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
