using Samokoder.Contracts.Previews;

namespace Samokoder.AgentService.Previews;

/// <summary>The running apps of this replica.</summary>
internal interface IPreviews
{
    /// <summary>
    /// Starts the project's app unless it runs, and waits until it answers or has failed. Everybody who asks meanwhile waits for the
    /// same start, which goes on when a caller gives up.
    /// </summary>
    Task<PreviewState> StartAsync(PreviewProject project, CancellationToken cancellationToken);

    /// <summary>Starts it like <see cref="StartAsync"/> without waiting.</summary>
    PreviewState Wake(PreviewProject project);

    Task<PreviewState> StopAsync(PreviewProject project, CancellationToken cancellationToken);

    PreviewState Get(PreviewProject project);

    /// <summary>Where the running app of a project is reached: <c>unix:/path</c> or <c>http://host:port</c>; null while it does not run here.</summary>
    string? AddressOf(Guid projectId);

    /// <summary>Stops the app of a project that is gone and forgets it. Nothing happens when this replica does not run it.</summary>
    Task RemoveAsync(Guid projectId);
}

/// <param name="PreviewId">The first label of its host name.</param>
/// <param name="OwnerId">Whose running previews it counts among; empty for nobody's.</param>
internal sealed record PreviewProject(Guid ProjectId, string PreviewId, Guid OwnerId = default);
