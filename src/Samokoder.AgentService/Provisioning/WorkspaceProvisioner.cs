using System.Collections.Concurrent;
using Samokoder.AgentService.Provisioning.Packages;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Provisioning;

/// <inheritdoc cref="IWorkspaceProvisioner"/>
internal sealed class WorkspaceProvisioner(
    StarterCatalog starters, ProjectStarters made, StarterDependencies dependencies, PackageInstallers installers, SpareCopies spares,
    WorkspaceStore workspaces, DataFolder data, ISandboxProvider sandboxes)
    : IWorkspaceProvisioner
{
    private readonly ConcurrentDictionary<Guid, SemaphoreSlim> gates = new();

    public Task<ProvisionResult> EnsureAsync(Guid projectId, string starter, CancellationToken cancellationToken) =>
        AloneAsync(projectId, () => CreateAsync(projectId, starter, cancellationToken), cancellationToken);

    public Task<ProvisionResult> EnsureDependenciesAsync(Guid projectId, CancellationToken cancellationToken) =>
        AloneAsync(projectId, () => InstallAsync(projectId, cancellationToken), cancellationToken);

    public StarterManifest? StarterOf(Guid projectId) => made.Find(projectId)?.Manifest;

    public Task RemoveAsync(Guid projectId, CancellationToken cancellationToken) => AloneAsync(
        projectId,
        () =>
        {
            Delete(projectId);
            return Task.FromResult(new ProvisionResult(null));
        },
        cancellationToken);

    private async Task<ProvisionResult> CreateAsync(Guid projectId, string name, CancellationToken cancellationToken)
    {
        if (made.IsKnown(projectId))
            return new ProvisionResult(null);
        if (starters.Find(name) is not { } starter)
            return new ProvisionResult($"There is no starter '{name}'. Known are: {string.Join(", ", starters.All.Select(s => s.Name))}.");
        var prepared = await dependencies.GetAsync(starter, cancellationToken);
        if (prepared.Problem is not null)
            return new ProvisionResult(prepared.Problem);

        Delete(projectId); // What a crash left half-made.
        workspaces.CreateFolders(projectId);
        var copying = PutDependenciesAsync(projectId, prepared, cancellationToken);
        await StarterFiles.CopyAsync(starter, workspaces.Files(projectId), cancellationToken);
        var checkpoint = await workspaces.Checkpoints(projectId).CommitAsync($"Start from {starter.Manifest.Title}", cancellationToken);
        await copying;
        await made.SetAsync(projectId, name, cancellationToken);
        return new ProvisionResult(null, Created: true, checkpoint.Sha);
    }

    private async Task<ProvisionResult> InstallAsync(Guid projectId, CancellationToken cancellationToken)
    {
        if (made.Find(projectId) is not { } starter)
            return new ProvisionResult(null);
        var installer = installers.Of(starter) ?? installers.Npm; // Plain pages may get packages too.
        if (Exists(projectId, installer.Folders[0]))
            return new ProvisionResult(null);
        var files = workspaces.Files(projectId);
        if (!(await files.ReadTextAsync(installer.Manifest, cancellationToken)).Ok)
            return new ProvisionResult(null);

        var locked = await files.ReadTextAsync(installer.Locks[0], cancellationToken);
        var own = Path.Combine(starter.Folder, installer.Locks[0]);
        if (File.Exists(own) && locked.Value?.Content == await File.ReadAllTextAsync(own, cancellationToken))
        {
            var prepared = await dependencies.GetAsync(starter, cancellationToken);
            if (prepared.Problem is null)
                await PutDependenciesAsync(projectId, prepared, cancellationToken);
            return new ProvisionResult(prepared.Problem);
        }
        var result = await sandboxes.Get(projectId).ExecuteAsync(
            ExecRequest.Shell(starter.Manifest.Install) with { Timeout = TimeSpan.FromMinutes(5) }, null, cancellationToken);
        return new ProvisionResult(result.Succeeded ? null : result.Problem ?? $"The dependencies could not be installed:\n{result.Output}");
    }

    /// <summary>
    /// Copies to a folder that no sandbox sees and moves the whole in one step: a copy into the workspace itself could be led elsewhere by a link.
    /// </summary>
    private async Task PutDependenciesAsync(Guid projectId, PreparedDependencies prepared, CancellationToken cancellationToken)
    {
        if (prepared.Folders.Count == 0)
            return;
        var staging = Path.Combine(data.ProjectFolder(projectId), "dependencies.tmp");
        if (Directory.Exists(staging))
            Directory.Delete(staging, recursive: true); // Of a process that was killed.
        await spares.PutAsync(prepared, staging, cancellationToken);
        // The one whose absence means that nothing is installed comes last: a crash in between is seen.
        foreach (var name in prepared.Folders.Keys.Reverse().Where(name => !Exists(projectId, name)))
            Directory.Move(Path.Combine(staging, name), Path.Combine(data.FilesFolder(projectId), name));
        Directory.Delete(staging, recursive: true);
    }

    private bool Exists(Guid projectId, string name)
    {
        using var beneath = workspaces.Beneath(projectId);
        return beneath.Stat(WorkspacePath.Root.Child(name)).Ok;
    }

    private void Delete(Guid projectId)
    {
        if (Directory.Exists(data.ProjectFolder(projectId)))
            Directory.Delete(data.ProjectFolder(projectId), recursive: true);
    }

    private async Task<T> AloneAsync<T>(Guid projectId, Func<Task<T>> action, CancellationToken cancellationToken)
    {
        var gate = gates.GetOrAdd(projectId, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await action();
        }
        finally
        {
            gate.Release();
        }
    }
}
