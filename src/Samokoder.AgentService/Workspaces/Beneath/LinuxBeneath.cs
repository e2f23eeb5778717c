using Microsoft.Win32.SafeHandles;

namespace Samokoder.AgentService.Workspaces.Beneath;

/// <summary>Resolution by the kernel: openat2(2) with RESOLVE_BENEATH, and everything else relative to the folder that it opened.</summary>
internal sealed class LinuxBeneath(string folder, int? owner) : IBeneath
{
    private const int NewFileMode = 0b110_100_100;
    private const int Attempts = 64;

    private readonly SafeFileHandle root = LinuxNative.OpenFolder(folder);

    public FileResult<EntryStat> Stat(WorkspacePath path)
    {
        if (path.IsRoot)
            return new(LinuxNative.Stat(root)!);
        var parent = OpenFolder(path.Parent);
        using (parent.Value)
        {
            if (!parent.Ok)
                return parent.As<EntryStat>();
            return LinuxNative.Stat(parent.Value, path.Name) is { } stat ? new(stat) : Failures.NotFound<EntryStat>(path);
        }
    }

    public FileResult<SafeFileHandle> OpenRead(WorkspacePath path)
    {
        // Without NonBlock a pipe that the sandbox put there would hold this thread until somebody writes to it.
        var opened = Open(path, LinuxNative.Read | LinuxNative.NonBlock);
        if (!opened.Ok)
            return opened;
        var kind = LinuxNative.Stat(opened.Value)?.Kind;
        if (kind == EntryKind.File)
            return opened;
        opened.Value.Dispose();
        return kind == EntryKind.Directory ? Failures.IsDirectory<SafeFileHandle>(path) : Failures.NotRegular<SafeFileHandle>(path);
    }

    public EntryStat Describe(SafeFileHandle file) => LinuxNative.Stat(file)!;

    public FileResult<IReadOnlyList<NamedEntry>> ReadFolder(WorkspacePath path)
    {
        var opened = Open(path, LinuxNative.PathOnly | LinuxNative.Directory, followLinks: false);
        using var handle = opened.Value;
        if (!opened.Ok)
            return opened.As<IReadOnlyList<NamedEntry>>();
        var entries = new List<NamedEntry>();
        foreach (var name in Names(handle!))
        {
            if (LinuxNative.Stat(handle!, name) is { } stat)
                entries.Add(new NamedEntry(name, stat));
        }
        return new(entries);
    }

    public FileResult<IPendingFile> BeginWrite(WorkspacePath path)
    {
        var parent = MakeFolder(path.Parent);
        if (!parent.Ok)
            return parent.As<IPendingFile>();
        var name = $".{Guid.CreateVersion7():N}.tmp";
        var (handle, error) = LinuxNative.OpenBeneath(
            parent.Value, name, LinuxNative.Write | LinuxNative.Create | LinuxNative.Exclusive | LinuxNative.NoFollow, NewFileMode);
        if (handle is null)
        {
            parent.Value.Dispose();
            return Failures.Of<IPendingFile>(error, path);
        }
        if (owner is { } id)
            LinuxNative.ChangeOwner(handle, id);
        return new(new PendingFile(parent.Value, handle, name, path));
    }

    public FileResult<bool> Remove(WorkspacePath path, bool isFolder)
    {
        var parent = OpenFolder(path.Parent);
        using var handle = parent.Value;
        return parent.Ok ? Failures.Check(LinuxNative.Unlink(handle!, path.Name, isFolder), path) : parent.As<bool>();
    }

    public FileResult<bool> Rename(WorkspacePath from, WorkspacePath to)
    {
        var source = OpenFolder(from.Parent);
        using var sourceHandle = source.Value;
        if (!source.Ok)
            return source.As<bool>();
        var target = MakeFolder(to.Parent);
        using var targetHandle = target.Value;
        return target.Ok
            ? Failures.Check(LinuxNative.Rename(sourceHandle!, from.Name, targetHandle!, to.Name), from)
            : target.As<bool>();
    }

    public FileResult<bool> MakeLink(WorkspacePath path, string target)
    {
        var parent = MakeFolder(path.Parent);
        using var handle = parent.Value;
        if (!parent.Ok)
            return parent.As<bool>();
        var error = LinuxNative.MakeLink(handle!, path.Name, target);
        if (error == 0 && owner is { } id)
            LinuxNative.ChangeOwner(handle!, path.Name, id);
        return Failures.Check(error, path);
    }

    public FileResult<string> ReadLink(WorkspacePath path)
    {
        var parent = OpenFolder(path.Parent);
        using var handle = parent.Value;
        if (!parent.Ok)
            return parent.As<string>();
        return LinuxNative.ReadLink(handle!, path.Name) is { } target ? new(target) : Failures.NotFound<string>(path);
    }

    public void Dispose() => root.Dispose();

    /// <summary>The names in an open folder: listing goes through the handle, so the path cannot be exchanged underneath.</summary>
    private static IEnumerable<string> Names(SafeFileHandle handle)
    {
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true };
        return Directory.EnumerateFileSystemEntries($"/proc/self/fd/{handle.DangerousGetHandle()}", "*", options).Select(p => Path.GetFileName(p));
    }

    private FileResult<SafeFileHandle> OpenFolder(WorkspacePath path) => Open(path, LinuxNative.PathOnly | LinuxNative.Directory);

    private FileResult<SafeFileHandle> Open(WorkspacePath path, int flags, bool followLinks = true)
    {
        var text = path.IsRoot ? "." : path.ToString();
        for (var attempt = 0; ; attempt++)
        {
            var (handle, error) = LinuxNative.OpenBeneath(root, text, flags, followLinks: followLinks);
            if (handle is not null)
                return new(handle);
            // A rename somewhere on the way makes the kernel give up on "..": it asks to be called again.
            if (error != LinuxNative.TryAgain || attempt == Attempts)
                return Failures.Of<SafeFileHandle>(error, path);
        }
    }

    private FileResult<SafeFileHandle> MakeFolder(WorkspacePath path)
    {
        var existing = OpenFolder(path);
        if (existing.Ok || existing.Error != FileError.NotFound)
            return existing;
        var parent = MakeFolder(path.Parent);
        using var handle = parent.Value;
        if (!parent.Ok)
            return parent;
        var error = LinuxNative.MakeFolder(handle!, path.Name);
        if (error == 0 && owner is { } id)
            LinuxNative.ChangeOwner(handle!, path.Name, id);
        return error is 0 or LinuxNative.Exists ? OpenFolder(path) : Failures.Of<SafeFileHandle>(error, path);
    }

    private sealed class PendingFile(SafeFileHandle parent, SafeFileHandle handle, string name, WorkspacePath path) : IPendingFile
    {
        private bool committed;

        public SafeFileHandle Handle => handle;

        public FileResult<EntryStat> Commit(int? mode = null)
        {
            var before = LinuxNative.Stat(parent, path.Name);
            if (before?.Kind == EntryKind.Directory)
                return Failures.IsDirectory<EntryStat>(path);
            var bits = mode ?? (before?.Kind == EntryKind.File ? before.Mode : NewFileMode);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(handle, (UnixFileMode)(bits & 0x1FF));
            var error = LinuxNative.Rename(parent, name, parent, path.Name);
            committed = error == 0;
            return committed ? new(LinuxNative.Stat(handle)!) : Failures.Of<EntryStat>(error, path);
        }

        public void Dispose()
        {
            if (!committed)
                LinuxNative.Unlink(parent, name, isFolder: false);
            handle.Dispose();
            parent.Dispose();
        }
    }
}
