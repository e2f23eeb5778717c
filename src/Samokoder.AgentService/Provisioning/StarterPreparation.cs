namespace Samokoder.AgentService.Provisioning;

/// <summary>Prepares every starter as soon as the service runs, so that the first project need not wait for it.</summary>
internal sealed partial class StarterPreparation(StarterCatalog starters, StarterDependencies dependencies, ILogger<StarterPreparation> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // The host's start must not wait for the file system.
        foreach (var starter in starters.All)
        {
            var prepared = await dependencies.GetAsync(starter, stoppingToken);
            if (prepared.Problem is { } problem)
                LogFailed(log, starter.Name, problem);
        }
    }

    [LoggerMessage(LogLevel.Error, "Starter {Starter} is not ready: {Problem}")]
    private static partial void LogFailed(ILogger logger, string starter, string problem);
}
