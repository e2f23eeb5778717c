using System.Collections.Concurrent;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Workspaces.Beneath;

namespace Samokoder.AgentService.Workspaces;

/// <inheritdoc cref="IWorkspaces"/>
internal sealed class WorkspaceStore(DataFolder data, SandboxUser user, TimeProvider time) : IWorkspaces
{
    private static readonly bool ByKernel = LinuxNative.HasOpenBeneath();

    private readonly ConcurrentDictionary<Guid, SemaphoreSlim> locks = new();

    public IWorkspaceFiles Files(Guid projectId) => new WorkspaceFiles(() => Beneath(projectId), Lock(projectId));

    public ICheckpoints Checkpoints(Guid projectId) =>
        new GitCheckpoints(data.GitFolder(projectId), () => Beneath(projectId), Lock(projectId), time);

    public bool Exists(Guid projectId) => Directory.Exists(data.FilesFolder(projectId));

    /// <summary>Makes the folders of a project, with an empty work tree that belongs to the sandbox user.</summary>
    public void CreateFolders(Guid projectId)
    {
        user.CreateFolder(data.ProjectFolder(projectId), shared: true);
        user.CreateFolder(data.GitFolder(projectId), shared: false);
        user.CreateFolder(data.FilesFolder(projectId), shared: false);
        if (user.Id is { } id)
            LinuxNative.ChangeOwner(data.FilesFolder(projectId), id);
    }

    /// <summary>Held while the files of a project are changed from here. The sandbox is not bound by it.</summary>
    public SemaphoreSlim Lock(Guid projectId) => locks.GetOrAdd(projectId, _ => new SemaphoreSlim(1));

    /// <exception cref="DirectoryNotFoundException">There is no workspace yet.</exception>
    public IBeneath Beneath(Guid projectId) => OpenBeneath(data.FilesFolder(projectId), user.Id);

    public static IBeneath OpenBeneath(string folder, int? owner)
    {
        if (ByKernel)
            return new LinuxBeneath(folder, owner);
        return Directory.Exists(folder) ? new ManagedBeneath(folder) : throw new DirectoryNotFoundException(folder);
    }
}
