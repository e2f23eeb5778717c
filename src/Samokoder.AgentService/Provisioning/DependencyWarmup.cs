using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Provisioning;

/// <summary>
/// Runs a starter's dev server once in a sandbox. Vite then bundles the dependencies into <c>node_modules/.vite</c> for the path at
/// which every project will see them, and no project has to do it again.
/// </summary>
internal sealed partial class DependencyWarmup(
    ISandboxProvider sandboxes, WorkspaceStore workspaces, DataFolder data, SandboxUser user, ServiceProbe probe, ILogger<DependencyWarmup> log)
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync(Starter starter, string modules, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Time);
        var project = Guid.CreateVersion7(); // A project of nobody: two starters may be warmed up at once.
        try
        {
            await FillAsync(project, starter, modules, timeout.Token);
            if (await ServeAsync(project, starter, timeout.Token) is { } problem)
                LogFailed(log, starter.Name, problem);
            else
                await CopyCacheAsync(project, modules, timeout.Token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // Only speed is lost: each project then bundles by itself.
            LogFailed(log, starter.Name, e.Message);
        }
        finally
        {
            if (Directory.Exists(data.ProjectFolder(project)))
                Directory.Delete(data.ProjectFolder(project), recursive: true);
        }
    }

    private async Task FillAsync(Guid project, Starter starter, string modules, CancellationToken cancellationToken)
    {
        workspaces.CreateFolders(project);
        await StarterFiles.CopyAsync(starter, workspaces.Files(project), cancellationToken);
        var target = Path.Combine(data.FilesFolder(project), "node_modules");
        user.CreateFolder(target, shared: false);
        if (user.Id is { } id)
            LinuxNative.ChangeOwner(target, id);
        await FolderCopy.RunAsync(modules, target, user, cancellationToken);
    }

    private async Task<string?> ServeAsync(Guid project, Starter starter, CancellationToken cancellationToken)
    {
        var dev = starter.Manifest.Dev;
        var started = await sandboxes.Get(project).StartServiceAsync(new ServiceRequest(dev.Command, dev.PortVariable), cancellationToken);
        if (started.Service is null)
            return started.Problem;
        await using var service = started.Service;
        if (!await service.Listening.WaitAsync(cancellationToken))
            return string.Join('\n', service.LogTail());
        await probe.GetAsync(service.Address, dev.ReadyPath, cancellationToken);
        while (!service.Completion.IsCompleted && !File.Exists(Path.Combine(CacheOf(project), "deps", "_metadata.json")))
            await Task.Delay(Interval, cancellationToken);
        return service.Completion.IsCompleted ? string.Join('\n', service.LogTail()) : null;
    }

    private string CacheOf(Guid project) => Path.Combine(data.FilesFolder(project), "node_modules", ".vite");

    private async Task CopyCacheAsync(Guid project, string modules, CancellationToken cancellationToken)
    {
        using var beneath = workspaces.Beneath(project);
        if (beneath.Stat(WorkspacePath.Root.Child("node_modules").Child(".vite")).Value?.Kind != EntryKind.Directory)
            return;
        var target = Path.Combine(modules, ".vite");
        Directory.CreateDirectory(target);
        await FolderCopy.RunAsync(CacheOf(project), target, user: null, cancellationToken);
        StarterDependencies.OpenForReading(target);
    }

    [LoggerMessage(LogLevel.Warning, "The dev server of starter {Starter} could not be warmed up; projects will start more slowly. {Reason}")]
    private static partial void LogFailed(ILogger logger, string starter, string reason);
}
