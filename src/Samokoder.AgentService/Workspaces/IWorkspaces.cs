namespace Samokoder.AgentService.Workspaces;

/// <summary>The workspaces on this machine, one per project.</summary>
internal interface IWorkspaces
{
    /// <summary>The project's files; every call answers NotFound while there is no workspace.</summary>
    IWorkspaceFiles Files(Guid projectId);

    /// <summary>The project's history.</summary>
    ICheckpoints Checkpoints(Guid projectId);

    bool Exists(Guid projectId);
}
