namespace Samokoder.AgentService.Provisioning;

/// <summary>Makes workspaces out of starters.</summary>
internal interface IWorkspaceProvisioner
{
    /// <summary>
    /// Makes the project's workspace when there is none: the starter's files, its dependencies, a first checkpoint. Safe to repeat, also
    /// after a crash in the middle.
    /// </summary>
    Task<ProvisionResult> EnsureAsync(Guid projectId, string starter, CancellationToken cancellationToken);

    /// <summary>Puts the dependencies in place when they are missing: a copy of the prepared ones, or an installation in the sandbox.</summary>
    Task<ProvisionResult> EnsureDependenciesAsync(Guid projectId, CancellationToken cancellationToken);

    /// <summary>What a project was made from; null when it has no workspace or its starter is gone.</summary>
    StarterManifest? StarterOf(Guid projectId);

    /// <summary>Deletes the workspace with its history.</summary>
    Task RemoveAsync(Guid projectId, CancellationToken cancellationToken);
}

/// <param name="Problem">What happened and what to do; null when everything is in place.</param>
/// <param name="Created">True when this call made it.</param>
/// <param name="Checkpoint">The first commit, when this call made it.</param>
internal sealed record ProvisionResult(string? Problem, bool Created = false, string? Checkpoint = null)
{
    public bool Ok => Problem is null;
}
