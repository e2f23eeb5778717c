namespace Samokoder.AgentService.Provisioning;

/// <summary>
/// Prepares every starter before a project asks for it: the usual one as soon as the service runs, the others a little later, when whoever
/// started it has had the machine for a first app. One that is asked for earlier is prepared then.
/// </summary>
internal sealed partial class StarterPreparation(StarterCatalog starters, StarterDependencies dependencies, SpareCopies spares, TimeProvider time, ILogger<StarterPreparation> log)
    : BackgroundService
{
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // The host's start must not wait for the file system.
        foreach (var (index, starter) in starters.All.Index())
        {
            if (index == 1)
                await Task.Delay(Later, time, stoppingToken);
            await PrepareAsync(starter, stoppingToken);
        }
    }

    /// <summary>Whatever goes wrong here, the service lives on: the first project tries again and says what it met.</summary>
    private async Task PrepareAsync(Starter starter, CancellationToken stoppingToken)
    {
        try
        {
            var prepared = await dependencies.GetAsync(starter, stoppingToken);
            if (prepared.Problem is { } problem)
                LogFailed(log, starter.Name, problem);
            else if (starter == starters.All[0])
                spares.Refill(prepared, TimeSpan.Zero);
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
