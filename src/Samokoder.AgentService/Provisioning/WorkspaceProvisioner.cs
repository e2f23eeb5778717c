using System.Collections.Concurrent;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Provisioning;

/// <inheritdoc cref="IWorkspaceProvisioner"/>
internal sealed class WorkspaceProvisioner(
    StarterCatalog starters, ProjectStarters made, StarterDependencies dependencies, WorkspaceStore workspaces, DataFolder data, SandboxUser user,
    ISandboxProvider sandboxes)
    : IWorkspaceProvisioner
{
    private const string Modules = "node_modules";

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
        var copying = PutDependenciesAsync(projectId, prepared.Folder, cancellationToken);
        await StarterFiles.CopyAsync(starter, workspaces.Files(projectId), cancellationToken);
        var checkpoint = await workspaces.Checkpoints(projectId).CommitAsync($"Start from {starter.Manifest.Title}", cancellationToken);
        await copying;
        await made.SetAsync(projectId, name, cancellationToken);
        return new ProvisionResult(null, Created: true, checkpoint.Sha);
    }

    private async Task<ProvisionResult> InstallAsync(Guid projectId, CancellationToken cancellationToken)
    {
        var files = workspaces.Files(projectId);
        var package = await files.ReadTextAsync("package.json", cancellationToken);
        if (!package.Ok || HasModules(projectId) || made.Find(projectId) is not { } starter)
            return new ProvisionResult(null);

        var locked = await files.ReadTextAsync("package-lock.json", cancellationToken);
        if (File.Exists(starter.LockFile) && locked.Value?.Content == await File.ReadAllTextAsync(starter.LockFile, cancellationToken))
        {
            var prepared = await dependencies.GetAsync(starter, cancellationToken);
            if (prepared.Problem is null)
                await PutDependenciesAsync(projectId, prepared.Folder, cancellationToken);
            return new ProvisionResult(prepared.Problem);
        }
        var result = await sandboxes.Get(projectId).ExecuteAsync(
            ExecRequest.Shell(starter.Manifest.Install) with { Timeout = TimeSpan.FromMinutes(5) }, null, cancellationToken);
        return new ProvisionResult(result.Succeeded ? null : result.Problem ?? $"The dependencies could not be installed:\n{result.Output}");
    }

    /// <summary>
    /// Copies to a folder that no sandbox sees and moves the whole in one step: a copy into the workspace itself could be led elsewhere by a link.
    /// </summary>
    private async Task PutDependenciesAsync(Guid projectId, string? prepared, CancellationToken cancellationToken)
    {
        if (prepared is null)
            return;
        var staging = Path.Combine(data.ProjectFolder(projectId), $"{Modules}.tmp");
        if (Directory.Exists(staging))
            Directory.Delete(staging, recursive: true);
        user.CreateFolder(staging, shared: false);
        if (user.Id is { } id)
            LinuxNative.ChangeOwner(staging, id);
        await FolderCopy.RunAsync(prepared, staging, user, cancellationToken);
        Directory.Move(staging, Path.Combine(data.FilesFolder(projectId), Modules));
    }

    private bool HasModules(Guid projectId)
    {
        using var beneath = workspaces.Beneath(projectId);
        return beneath.Stat(WorkspacePath.Root.Child(Modules)).Ok;
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
