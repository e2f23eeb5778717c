using Samokoder.EmbeddedHosting.Engine;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Runs the commands that the dashboard offers.</summary>
public sealed class ResourceCommandService
{
    private readonly ApplicationEngine _engine;

    internal ResourceCommandService(ApplicationEngine engine) => _engine = engine;

    /// <summary>Returns when the command has been carried out; a start returns before the resource is healthy.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        var problem = await _engine.ExecuteAsync(resourceId, commandName, cancellationToken);
        return problem is null ? CommandResults.Success() : CommandResults.Failure(problem);
    }
}

public sealed record ExecuteCommandResult
{
    public required bool Success { get; init; }

    public string? Message { get; init; }
}

public static class CommandResults
{
    public static ExecuteCommandResult Success() => new() { Success = true };

    public static ExecuteCommandResult Failure(string message) => new() { Success = false, Message = message };
}
