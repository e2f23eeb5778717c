using System.Collections.Concurrent;
using System.Security.Cryptography;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Provisioning;

/// <param name="Folder">The <c>node_modules</c> to copy from; null when there is none.</param>
/// <param name="Problem">Why there is none and what to do. Also null when the starter needs no dependencies.</param>
internal sealed record PreparedDependencies(string? Folder, string? Problem);

/// <summary>
/// Installs each starter's pinned dependencies once per machine, so that a new project only copies them. Install scripts are not run: this
/// happens outside the sandbox.
/// </summary>
internal sealed partial class StarterDependencies(
    DataFolder data, SandboxUser user, DependencyWarmup warmup, IHostApplicationLifetime lifetime, ILogger<StarterDependencies> log)
{
    private static readonly TimeSpan InstallTime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Lazy<Task<PreparedDependencies>>> preparing = new(StringComparer.Ordinal);

    /// <summary>Prepared folders of a starter; everybody who asks meanwhile waits for the one installation. A failure is tried again by the next one.</summary>
    public async Task<PreparedDependencies> GetAsync(Starter starter, CancellationToken cancellationToken)
    {
        if (!File.Exists(starter.LockFile))
            return new PreparedDependencies(null, null);
        var task = preparing.GetOrAdd(starter.Name, _ => new Lazy<Task<PreparedDependencies>>(() => PrepareAsync(starter)));
        var prepared = await task.Value.WaitAsync(cancellationToken);
        if (prepared.Problem is not null)
            preparing.TryRemove(new KeyValuePair<string, Lazy<Task<PreparedDependencies>>>(starter.Name, task));
        return prepared;
    }

    private async Task<PreparedDependencies> PrepareAsync(Starter starter)
    {
        var folder = Path.Combine(data.Toolchain, "starters", $"{starter.Name}-{HashOf(starter)}");
        var modules = Path.Combine(folder, "node_modules");
        if (Directory.Exists(modules))
            return new PreparedDependencies(modules, null);
        try
        {
            return await InstallAsync(starter, folder, lifetime.ApplicationStopping) is { } problem
                ? new PreparedDependencies(null, problem)
                : new PreparedDependencies(modules, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            return new PreparedDependencies(null, $"The dependencies of the starter '{starter.Name}' could not be prepared: {e.Message}");
        }
    }

    /// <summary>In a folder beside it, which takes its place when everything is there.</summary>
    private async Task<string?> InstallAsync(Starter starter, string folder, CancellationToken cancellationToken)
    {
        user.CreateFolder(Path.GetDirectoryName(folder)!, shared: true);
        var building = $"{folder}.{Guid.CreateVersion7():N}.tmp";
        user.CreateFolder(building, shared: true);
        try
        {
            LogInstalling(log, starter.Name);
            if (await NpmAsync(starter, building, cancellationToken) is { } problem)
                return problem;
            OpenForReading(Path.Combine(building, "node_modules"));
            await warmup.RunAsync(starter, Path.Combine(building, "node_modules"), cancellationToken);
            Directory.Move(building, folder);
            LogInstalled(log, starter.Name);
            return null;
        }
        catch (IOException) when (Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            return null; // Another process of this machine was first; what it made is the same.
        }
        finally
        {
            if (Directory.Exists(building))
                Directory.Delete(building, recursive: true);
        }
    }

    private static async Task<string?> NpmAsync(Starter starter, string folder, CancellationToken cancellationToken)
    {
        if (Toolchain.FindProgram(OperatingSystem.IsWindows() ? "npm.cmd" : "npm") is not { } npm)
            return "npm is not on the PATH. Install Node.js 20 or newer with npm and restart Samokoder.";
        foreach (var file in new[] { "package.json", "package-lock.json" })
            File.Copy(Path.Combine(starter.Folder, file), Path.Combine(folder, file));
        var request = new ExecRequest([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]) { Timeout = InstallTime };
        var environment = NpmEnvironment.From(Environment.GetEnvironmentVariables());
        var (result, error) = await ProcessRunner.RunAsync(
            new ChildCommand(request.Arguments, environment, folder, KillTree: true), request, null, cancellationToken);
        return result.Succeeded ? null : Explain(starter, result, error + result.Output);
    }

    private static string Explain(Starter starter, ExecResult result, string output)
    {
        string[] network = ["ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "ECONNRESET", "EAI_AGAIN", "ENETUNREACH", "CERT", "self-signed", "network"];
        var reason = output.Trim() is { Length: > 600 } longer ? longer[^600..] : output.Trim();
        if (result.Status == ExecStatus.TimedOut || network.Any(word => output.Contains(word, StringComparison.OrdinalIgnoreCase)))
            return $"The npm registry cannot be reached, so the dependencies of the starter '{starter.Name}' could not be installed. Check the network, or set your registry with 'npm config set registry', and try again. npm said: {reason}";
        return $"npm could not install the dependencies of the starter '{starter.Name}'. It said: {reason}";
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

    private static string HashOf(Starter starter) =>
        Convert.ToHexStringLower(SHA256.HashData([.. File.ReadAllBytes(starter.LockFile), .. File.ReadAllBytes(Path.Combine(starter.Folder, "package.json"))]))[..16];

    [LoggerMessage(LogLevel.Information, "Installing the dependencies of starter {Starter} once for all projects.")]
    private static partial void LogInstalling(ILogger logger, string starter);

    [LoggerMessage(LogLevel.Information, "The dependencies of starter {Starter} are ready.")]
    private static partial void LogInstalled(ILogger logger, string starter);
}
