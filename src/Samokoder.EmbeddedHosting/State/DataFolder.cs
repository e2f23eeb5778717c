using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace Samokoder.EmbeddedHosting.State;

/// <summary>Where everything that survives a restart is kept.</summary>
internal static class DataFolder
{
    public const string PathKey = "Samokoder:DataPath";
    public const string ToolsPathKey = "Samokoder:ToolsPath";

    // Root's home is closed to the unprivileged user that runs PostgreSQL; this folder is not.
    private const string RootDefault = "/var/lib/samokoder";

    /// <summary>The full path; nothing is created.</summary>
    public static string Resolve(IConfiguration configuration) =>
        Path.GetFullPath(configuration[PathKey] is { Length: > 0 } path ? path : Default());

    /// <summary>Installed servers, shared by all data folders of the user.</summary>
    public static string ResolveTools(IConfiguration configuration) =>
        Path.GetFullPath(configuration[ToolsPathKey] is { Length: > 0 } path ? path : Path.Combine(Default(), "tools"));

    /// <summary>Creates the folder, open for passing through (PostgreSQL may run as another user) and closed for listing.</summary>
    /// <exception cref="DistributedApplicationException">It cannot be created or written to.</exception>
    public static void Create(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException(
                $"The data folder {path} cannot be written: {exception.Message} Set Samokoder__DataPath to a folder of yours.", exception);
        }
    }

    private static string Default() => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess
        ? RootDefault
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "samokoder");
}
