using Microsoft.Win32.SafeHandles;

namespace Samokoder.AgentService.Workspaces.Beneath;

/// <summary>
/// For systems without openat2. Looks at every component before it uses a path and refuses links altogether; a link that is swapped in
/// between the look and the use is not noticed, so this stands only where no code runs that could do so.
/// </summary>
internal sealed class ManagedBeneath(string folder) : IBeneath
{
    public FileResult<EntryStat> Stat(WorkspacePath path) => Run(path, full => Entry(full) is { } entry
        ? new FileResult<EntryStat>(entry)
        : Failures.NotFound<EntryStat>(path), checkLast: false);

    public FileResult<SafeFileHandle> OpenRead(WorkspacePath path) => Run(path, full => Entry(full)?.Kind switch
    {
        EntryKind.File => new FileResult<SafeFileHandle>(File.OpenHandle(full, options: FileOptions.Asynchronous)),
        EntryKind.Directory => Failures.IsDirectory<SafeFileHandle>(path),
        null => Failures.NotFound<SafeFileHandle>(path),
        _ => Failures.NotRegular<SafeFileHandle>(path),
    });

    public EntryStat Describe(SafeFileHandle file) => new(
        EntryKind.File, RandomAccess.GetLength(file), new DateTimeOffset(File.GetLastWriteTimeUtc(file)), 0b110_100_100, 0);

    public FileResult<IReadOnlyList<NamedEntry>> ReadFolder(WorkspacePath path) => Run(path, full =>
        new FileResult<IReadOnlyList<NamedEntry>>(
        [
            .. Directory.EnumerateFileSystemEntries(full)
                .Select(p => (Name: Path.GetFileName(p), Stat: Entry(p)))
                .Where(e => e.Stat is not null)
                .Select(e => new NamedEntry(e.Name, e.Stat!)),
        ]));

    public FileResult<IPendingFile> BeginWrite(WorkspacePath path) => Run(path, full =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return new FileResult<IPendingFile>(new PendingFile(full, path));
    }, checkLast: false);

    public FileResult<bool> Remove(WorkspacePath path, bool isFolder) => Run(path, full =>
    {
        if (Entry(full) is null)
            return Failures.NotFound<bool>(path);
        if (isFolder)
            Directory.Delete(full);
        else
            File.Delete(full);
        return new FileResult<bool>(true);
    }, checkLast: false);

    public FileResult<bool> Rename(WorkspacePath from, WorkspacePath to) => Run(from, source => Run(to, target =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (Directory.Exists(source))
            Directory.Move(source, target);
        else
            File.Move(source, target, overwrite: true);
        return new FileResult<bool>(true);
    }, checkLast: false), checkLast: false);

    public FileResult<bool> MakeLink(WorkspacePath path, string target) => Run(path, full =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.CreateSymbolicLink(full, target);
        return new FileResult<bool>(true);
    }, checkLast: false);

    public FileResult<string> ReadLink(WorkspacePath path) => Run(path, full => new FileInfo(full).LinkTarget is { } target
        ? new FileResult<string>(target)
        : Failures.NotFound<string>(path), checkLast: false);

    public void Dispose()
    {
        // Nothing is held open.
    }

    private static EntryStat? Entry(string full)
    {
        FileSystemInfo info = Directory.Exists(full) ? new DirectoryInfo(full) : new FileInfo(full);
        if (!info.Exists && info.LinkTarget is null)
            return null;
        var kind = info switch
        {
            { LinkTarget: not null } => EntryKind.Link,
            DirectoryInfo => EntryKind.Directory,
            _ when info.Attributes.HasFlag(FileAttributes.Device) => EntryKind.Other,
            _ => EntryKind.File,
        };
        var mode = OperatingSystem.IsWindows() ? 0b110_100_100 : (int)info.UnixFileMode & 0x1FF;
        return new EntryStat(kind, kind == EntryKind.File ? ((FileInfo)info).Length : 0, new DateTimeOffset(info.LastWriteTimeUtc), mode, 0);
    }

    private FileResult<T> Run<T>(WorkspacePath path, Func<string, FileResult<T>> action, bool checkLast = true)
    {
        try
        {
            var full = folder;
            for (var i = 0; i < path.Names.Count; i++)
            {
                full = Path.Combine(full, path.Names[i]);
                if ((checkLast || i < path.Names.Count - 1) && Entry(full)?.Kind == EntryKind.Link)
                    return Failures.Outside<T>(path);
            }
            return action(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failures.Of<T>(e, path);
        }
    }

    private sealed class PendingFile(string full, WorkspacePath path) : IPendingFile
    {
        private readonly string temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Guid.CreateVersion7():N}.tmp");
        private SafeFileHandle? handle;

        public SafeFileHandle Handle => handle ??= File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write);

        public FileResult<EntryStat> Commit(int? mode = null)
        {
            Handle.Dispose();
            if (Directory.Exists(full))
                return Failures.IsDirectory<EntryStat>(path);
            var bits = mode ?? Entry(full)?.Mode;
            if (!OperatingSystem.IsWindows() && bits is { } value)
                File.SetUnixFileMode(temporary, (UnixFileMode)value);
            File.Move(temporary, full, overwrite: true);
            return new FileResult<EntryStat>(Entry(full)!);
        }

        public void Dispose()
        {
            handle?.Dispose();
            File.Delete(temporary);
        }
    }
}
