using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Samokoder.Tests.Support;

/// <summary>
/// The temporary folder of this run of the tests and of all processes that it starts: it goes when the run ends. What a run left that was killed goes
/// at the start of the next one.
/// </summary>
internal static class RunFolder
{
    /// <summary>Short, because addresses of Unix sockets in it may have 107 bytes.</summary>
    private const string Prefix = "skr-";
    private const string Lock = ".lock";
    private const UnixFileMode AsTemporaryFoldersAre = (UnixFileMode)0b001_111_111_111;

    /// <summary>Held open while the run lives, which is how other runs know that it does.</summary>
    private static FileStream? _held;

    /// <summary>Deletes the folders of runs in <paramref name="parent"/> that nobody holds.</summary>
    public static void DeleteLeftovers(string parent)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            using var held = TryHold(folder);
            if (held is not null)
                TryDelete(folder);
        }
    }

    /// <summary>A new folder in <paramref name="parent"/> that is no leftover before the stream is closed.</summary>
    public static (string Path, FileStream Held) Create(string parent)
    {
        var path = Path.Combine(parent, $"{Prefix}{Environment.ProcessId}");
        if (Directory.Exists(path))
            path += string.Create(CultureInfo.InvariantCulture, $"-{Stopwatch.GetTimestamp():x}");
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, AsTemporaryFoldersAre); // Servers run as users of their own.
        return (path, new FileStream(Path.Combine(path, Lock), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None));
    }

    [ModuleInitializer]
    internal static void Begin()
    {
        var parent = Path.GetTempPath();
        DeleteLeftovers(parent);
        (var path, _held) = Create(parent);
        foreach (var variable in OperatingSystem.IsWindows() ? (string[])["TMP", "TEMP"] : ["TMPDIR"])
            Environment.SetEnvironmentVariable(variable, path);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Leave(path, _held);
    }

    /// <summary>
    /// A process of its own deletes the folder: dependencies of many apps take longer than the runner waits for its process to end. It holds none of our
    /// output open; what it cannot delete, the next run does.
    /// </summary>
    private static void Leave(string path, FileStream held)
    {
        if (OperatingSystem.IsWindows())
            TryDelete(path);
        else
            Process.Start("sh", ["-c", $"exec >/dev/null 2>&1; find \"$0\" -mindepth 1 -maxdepth 1 ! -name {Lock} -exec rm -rf {{}} + && rm -rf \"$0\"", path]).Dispose();
        held.Dispose();
    }

    /// <summary>Null while its run lives. One without a lock is just being made.</summary>
    private static FileStream? TryHold(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, Lock), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void TryDelete(string folder)
    {
        try
        {
            foreach (var entry in Directory.EnumerateFileSystemEntries(folder).Where(e => Path.GetFileName(e) != Lock))
                Delete(entry);
            Directory.Delete(folder, recursive: true); // The lock last: what could not be deleted can be tried again.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A process that is just ending still writes there, or something is mounted in it: the next run tries again.
            Console.Error.WriteLine($"{folder} could not be deleted: {e.Message}");
        }
    }

    private static void Delete(string entry)
    {
        if (Directory.Exists(entry) && new DirectoryInfo(entry).LinkTarget is null)
            Directory.Delete(entry, recursive: true);
        else
            File.Delete(entry);
    }
}
