using Samokoder.EmbeddedHosting.State;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Waits for states of resources.</summary>
public sealed class ResourceNotificationService
{
    private readonly ResourceBoard _board;

    internal ResourceNotificationService(ResourceBoard board) => _board = board;

    /// <summary>Returns when every replica of the resource runs and is healthy.</summary>
    /// <exception cref="DistributedApplicationException">The resource cannot be started; the message says why.</exception>
    public async Task WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
    {
        await _board.WaitUntilAsync(() => _board.IsHealthy(resourceName) || Failure(resourceName) is not null, cancellationToken);
        if (Failure(resourceName) is { } failed)
            throw new DistributedApplicationException($"'{failed.Name}' failed to start. {failed.Message}");
    }

    /// <summary>Returns when a replica of the resource is in the state.</summary>
    public async Task<string> WaitForResourceAsync(string resourceName, string targetState, CancellationToken cancellationToken = default)
    {
        await _board.WaitUntilAsync(() => _board.Of(resourceName).Any(r => r.State == targetState), cancellationToken);
        return targetState;
    }

    private ResourceSnapshot? Failure(string resourceName) =>
        _board.Of(resourceName).FirstOrDefault(r => r.State == KnownResourceStates.FailedToStart);
}
