using System.Collections.Concurrent;
using System.Security.Cryptography;
using Samokoder.AgentService.Provisioning.Packages;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Provisioning;

/// <param name="Starter">Whose they are.</param>
/// <param name="Name">Of these very ones; null when there are none.</param>
/// <param name="Folders">Those to copy from, by their names in a workspace; empty when the starter needs no dependencies.</param>
/// <param name="Problem">Why there are none and what to do.</param>
internal sealed record PreparedDependencies(string Starter, string? Name, IReadOnlyDictionary<string, string> Folders, string? Problem = null)
{
    public static PreparedDependencies None(string starter, string? problem = null) => new(starter, null, new Dictionary<string, string>(StringComparer.Ordinal), problem);
}

/// <summary>Installs each starter's pinned dependencies once per machine, so that a new project only copies them.</summary>
internal sealed partial class StarterDependencies(
    DataFolder data, SandboxUser user, PackageInstallers installers, DependencyWarmup warmup, IHostApplicationLifetime lifetime, ILogger<StarterDependencies> log)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<PreparedDependencies>>> preparing = new(StringComparer.Ordinal);

    /// <summary>Prepared folders of a starter; everybody who asks meanwhile waits for the one installation. A failure is tried again by the next one.</summary>
    public async Task<PreparedDependencies> GetAsync(Starter starter, CancellationToken cancellationToken)
    {
        if (installers.Of(starter) is not { } installer)
            return PreparedDependencies.None(starter.Name);
        var task = preparing.GetOrAdd(starter.Name, _ => new Lazy<Task<PreparedDependencies>>(() => PrepareAsync(starter, installer)));
        var prepared = await task.Value.WaitAsync(cancellationToken);
        if (prepared.Problem is not null)
            preparing.TryRemove(new KeyValuePair<string, Lazy<Task<PreparedDependencies>>>(starter.Name, task));
        return prepared;
    }

    private async Task<PreparedDependencies> PrepareAsync(Starter starter, IPackageInstaller installer)
    {
        var folder = Path.Combine(data.Toolchain, "starters", $"{starter.Name}-{HashOf(starter, installer)}");
        try
        {
            var problem = IsThere(folder, installer) ? null : await InstallAsync(starter, installer, folder, lifetime.ApplicationStopping);
            return problem is null ? new PreparedDependencies(starter.Name, Path.GetFileName(folder), FoldersIn(folder, installer)) : PreparedDependencies.None(starter.Name, problem);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            return PreparedDependencies.None(starter.Name, $"The dependencies of the starter '{starter.Name}' could not be prepared: {e.Message}");
        }
    }

    private static bool IsThere(string folder, IPackageInstaller installer) => Directory.Exists(Path.Combine(folder, installer.Folders[0]));

    /// <summary>Some come from a first run of the dev server, which may have failed.</summary>
    private static Dictionary<string, string> FoldersIn(string folder, IPackageInstaller installer) =>
        installer.Folders.Where(name => Directory.Exists(Path.Combine(folder, name))).ToDictionary(name => name, name => Path.Combine(folder, name), StringComparer.Ordinal);

    /// <summary>In a folder beside it, which takes its place when everything is there.</summary>
    private async Task<string?> InstallAsync(Starter starter, IPackageInstaller installer, string folder, CancellationToken cancellationToken)
    {
        user.CreateFolder(Path.GetDirectoryName(folder)!, shared: true);
        var building = $"{folder}.{Guid.CreateVersion7():N}.tmp";
        user.CreateFolder(building, shared: true);
        try
        {
            LogInstalling(log, starter.Name);
            if (await installer.InstallAsync(starter, building, cancellationToken) is { } problem)
                return problem;
            foreach (var made in FoldersIn(building, installer).Values)
                OpenForReading(made);
            await warmup.RunAsync(starter, installer, building, cancellationToken);
            Directory.Move(building, folder);
            LogInstalled(log, starter.Name);
            return null;
        }
        catch (IOException) when (IsThere(folder, installer))
        {
            return null; // Another process of this machine was first; what it made is the same.
        }
        finally
        {
            if (Directory.Exists(building))
                Directory.Delete(building, recursive: true);
        }
    }

    /// <summary>Whatever our umask was: the sandbox user copies from here.</summary>
    public static void OpenForReading(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode enter = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", options).Append(new DirectoryInfo(folder)))
        {
            var isEntered = entry is DirectoryInfo || (entry.UnixFileMode & UnixFileMode.UserExecute) != UnixFileMode.None;
            entry.UnixFileMode |= isEntered ? read | enter : read;
        }
    }

    /// <summary>Of all its files where what is built of them is part of what is copied.</summary>
    private static string HashOf(Starter starter, IPackageInstaller installer)
    {
        var files = starter.Manifest.IsDotnet ? starter.Files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Value) : installer.Locks.Select(name => Path.Combine(starter.Folder, name));
        return Convert.ToHexStringLower(SHA256.HashData([.. files.SelectMany(File.ReadAllBytes)]))[..16];
    }

    [LoggerMessage(LogLevel.Information, "Installing the dependencies of starter {Starter} once for all projects.")]
    private static partial void LogInstalling(ILogger logger, string starter);

    [LoggerMessage(LogLevel.Information, "The dependencies of starter {Starter} are ready.")]
    private static partial void LogInstalled(ILogger logger, string starter);
}
