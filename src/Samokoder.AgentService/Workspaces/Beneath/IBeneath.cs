using Microsoft.Win32.SafeHandles;

namespace Samokoder.AgentService.Workspaces.Beneath;

internal sealed record NamedEntry(string Name, EntryStat Stat);

/// <summary>File operations that cannot leave one folder, whatever links there are in it. Names missing parents NotFound.</summary>
internal interface IBeneath : IDisposable
{
    FileResult<EntryStat> Stat(WorkspacePath path);

    /// <summary>A regular file for reading; never a pipe or a device.</summary>
    FileResult<SafeFileHandle> OpenRead(WorkspacePath path);

    /// <summary>What an open file is; agrees with <see cref="Stat"/>.</summary>
    EntryStat Describe(SafeFileHandle file);

    /// <summary>What is in a folder, not following links. An entry that vanishes meanwhile is left out.</summary>
    FileResult<IReadOnlyList<NamedEntry>> ReadFolder(WorkspacePath path);

    /// <summary>Starts a new file beside <paramref name="path"/>, making missing folders.</summary>
    FileResult<IPendingFile> BeginWrite(WorkspacePath path);

    /// <summary>A file, a link (not what it points to), or an empty folder.</summary>
    FileResult<bool> Remove(WorkspacePath path, bool isFolder);

    /// <summary>Makes missing folders of the target. Replaces a file that is there.</summary>
    FileResult<bool> Rename(WorkspacePath from, WorkspacePath to);

    FileResult<bool> MakeLink(WorkspacePath path, string target);

    FileResult<string> ReadLink(WorkspacePath path);
}

/// <summary>A file under a temporary name. Gone when disposed without <see cref="Commit"/>.</summary>
internal interface IPendingFile : IDisposable
{
    SafeFileHandle Handle { get; }

    /// <summary>Takes the place of whatever file or link is there.</summary>
    /// <param name="mode">Permission bits, or null to keep those of the replaced file.</param>
    FileResult<EntryStat> Commit(int? mode = null);
}
