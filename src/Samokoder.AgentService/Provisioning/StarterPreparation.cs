namespace Samokoder.AgentService.Provisioning;

/// <summary>Prepares every starter as soon as the service runs, so that the first project need not wait for it.</summary>
internal sealed partial class StarterPreparation(StarterCatalog starters, StarterDependencies dependencies, ILogger<StarterPreparation> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // The host's start must not wait for the file system.
        foreach (var starter in starters.All)
            await PrepareAsync(starter, stoppingToken);
    }

    /// <summary>Whatever goes wrong here, the service lives on: the first project tries again and says what it met.</summary>
    private async Task PrepareAsync(Starter starter, CancellationToken stoppingToken)
    {
        try
        {
            var prepared = await dependencies.GetAsync(starter, stoppingToken);
            if (prepared.Problem is { } problem)
                LogFailed(log, starter.Name, problem);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFault(log, e, starter.Name);
        }
    }

    [LoggerMessage(LogLevel.Error, "Starter {Starter} is not ready because of a fault")]
    private static partial void LogFault(ILogger logger, Exception exception, string starter);

    [LoggerMessage(LogLevel.Error, "Starter {Starter} is not ready: {Problem}")]
    private static partial void LogFailed(ILogger logger, string starter, string problem);
}
