using Samokoder.AgentService.Sandboxes;

namespace Samokoder.AgentService.Provisioning;

/// <summary>Copies folders with thousands of files: by the system's own cp, which shares blocks where the file system can.</summary>
internal static class FolderCopy
{
    private static readonly TimeSpan Time = TimeSpan.FromMinutes(5);

    /// <summary>Copies the content of a folder into another one that exists, never sharing an inode.</summary>
    /// <param name="user">Who the copy belongs to; null for us.</param>
    /// <exception cref="IOException">It could not be copied completely.</exception>
    public static async Task RunAsync(string from, string to, SandboxUser? user, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            CopyManaged(new DirectoryInfo(from), new DirectoryInfo(to));
            return;
        }
        string[] options = OperatingSystem.IsLinux() ? ["-a", "--reflink=auto"] : ["-R", "-p"];
        var command = new ExecRequest([.. user?.Prefix ?? [], "cp", .. options, $"{from}/.", to]) { Timeout = Time };
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin" };
        var (result, error) = await ProcessRunner.RunAsync(new ChildCommand(command.Arguments, environment), command, null, cancellationToken);
        if (!result.Succeeded)
            throw new IOException($"The folder {from} could not be copied: {error.Trim()}");
    }

    private static void CopyManaged(DirectoryInfo from, DirectoryInfo to)
    {
        to.Create();
        foreach (var file in from.EnumerateFiles())
            file.CopyTo(Path.Combine(to.FullName, file.Name), overwrite: true);
        foreach (var folder in from.EnumerateDirectories())
            CopyManaged(folder, new DirectoryInfo(Path.Combine(to.FullName, folder.Name)));
    }
}
