using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Provisioning.Packages;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Provisioning;

/// <summary>
/// Runs a starter's dev server once in a sandbox. What it makes of the dependencies, for the path at which every project will see them, is then made already:
/// Vite's bundle of them, or the first build.
/// </summary>
internal sealed partial class DependencyWarmup(
    ISandboxProvider sandboxes, WorkspaceStore workspaces, ProjectStarters starters, DataFolder data, SandboxUser user, ServiceProbe probe, ILogger<DependencyWarmup> log)
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <param name="installed">Holds the installer's folders; what the dev server made is added.</param>
    public async Task RunAsync(Starter starter, IPackageInstaller installer, string installed, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Time);
        var project = Guid.CreateVersion7(); // A project of nobody: two starters may be warmed up at once.
        try
        {
            await FillAsync(project, starter, installer, installed, timeout.Token);
            if (await ServeAsync(project, starter, installer, timeout.Token) is { } problem)
                LogFailed(log, starter.Name, problem);
            else
                await CopyMadeAsync(project, installer, installed, timeout.Token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // Only speed is lost: each project then does it by itself.
            LogFailed(log, starter.Name, e.Message);
        }
        finally
        {
            await sandboxes.RemoveAsync(project, CancellationToken.None);
            if (Directory.Exists(data.ProjectFolder(project)))
                Directory.Delete(data.ProjectFolder(project), recursive: true);
        }
    }

    private async Task FillAsync(Guid project, Starter starter, IPackageInstaller installer, string installed, CancellationToken cancellationToken)
    {
        workspaces.CreateFolders(project);
        await StarterFiles.CopyAsync(starter, workspaces.Files(project), cancellationToken);
        foreach (var name in installer.Folders.Where(name => Directory.Exists(Path.Combine(installed, name))))
        {
            var target = Path.Combine(data.FilesFolder(project), name);
            user.CreateFolder(target, shared: false);
            if (user.Id is { } id)
                LinuxNative.ChangeOwner(target, id);
            await FolderCopy.RunAsync(Path.Combine(installed, name), target, user, cancellationToken);
        }
        if (starter.Manifest.IsDotnet)
            await starters.SetAsync(project, starter.Name, cancellationToken); // So that its sandbox has the SDK.
    }

    private async Task<string?> ServeAsync(Guid project, Starter starter, IPackageInstaller installer, CancellationToken cancellationToken)
    {
        var dev = starter.Manifest.Dev;
        var started = await sandboxes.Get(project).StartServiceAsync(new ServiceRequest(dev.Command, dev.PortVariable), cancellationToken);
        if (started.Service is null)
            return started.Problem;
        await using var service = started.Service;
        if (!await service.Listening.WaitAsync(cancellationToken) || !await probe.AnswersAsync(service, dev.ReadyPath, cancellationToken))
            return string.Join('\n', service.LogTail());
        while (!service.Completion.IsCompleted && !File.Exists(Path.Combine(data.FilesFolder(project), installer.MadeFile)))
            await Task.Delay(Interval, cancellationToken);
        return service.Completion.IsCompleted ? string.Join('\n', service.LogTail()) : null;
    }

    private async Task CopyMadeAsync(Guid project, IPackageInstaller installer, string installed, CancellationToken cancellationToken)
    {
        using var beneath = workspaces.Beneath(project);
        foreach (var made in installer.Made)
        {
            if (beneath.Stat(made.Split('/').Aggregate(WorkspacePath.Root, (path, name) => path.Child(name))).Value?.Kind != EntryKind.Directory)
                continue;
            var target = Path.Combine(installed, made);
            Directory.CreateDirectory(target);
            await FolderCopy.RunAsync(Path.Combine(data.FilesFolder(project), made), target, user: null, cancellationToken);
            StarterDependencies.OpenForReading(target);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The dev server of starter {Starter} could not be warmed up; projects will start more slowly. {Reason}")]
    private static partial void LogFailed(ILogger logger, string starter, string reason);
}
