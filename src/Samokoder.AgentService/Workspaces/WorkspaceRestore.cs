using LibGit2Sharp;
using Samokoder.AgentService.Workspaces.Beneath;

namespace Samokoder.AgentService.Workspaces;

/// <summary>Writes the difference between two trees into the files of a workspace.</summary>
internal sealed class WorkspaceRestore(Repository repository, IBeneath beneath, Tree target)
{
    public FileResult<RestoredFiles> Apply(TreeChanges changes, CancellationToken cancellationToken)
    {
        // Deletions first: a file may have to make room for a folder of the same name.
        var deleted = changes.Where(c => c.Status == ChangeKind.Deleted).ToList();
        var written = changes.Where(c => c.Status != ChangeKind.Deleted).ToList();
        foreach (var change in deleted)
        {
            if (Delete(change.OldPath) is { Ok: false } failure)
                return failure.As<RestoredFiles>();
        }
        foreach (var change in written)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Write(change.Path) is { Ok: false } failure)
                return failure.As<RestoredFiles>();
        }
        return new(new RestoredFiles(written.Count, deleted.Count));
    }

    private FileResult<bool> Delete(string text)
    {
        var path = WorkspacePath.Parse(text);
        if (!path.Ok)
            return path.As<bool>();
        var removed = beneath.Remove(path.Value, isFolder: false);
        if (!removed.Ok && removed.Error != FileError.NotFound)
            return removed;
        for (var parent = path.Value.Parent; !parent.IsRoot && IsEmpty(parent); parent = parent.Parent)
            beneath.Remove(parent, isFolder: true);
        return new(true);
    }

    private bool IsEmpty(WorkspacePath folder) => beneath.ReadFolder(folder) is { Ok: true, Value.Count: 0 };

    private FileResult<bool> Write(string text)
    {
        var path = WorkspacePath.Parse(text);
        if (!path.Ok)
            return path.As<bool>();
        var entry = target[text];
        return entry.Mode == Mode.SymbolicLink
            ? WriteLink(path.Value, (Blob)entry.Target)
            : WriteFile(path.Value, (Blob)entry.Target, entry.Mode == Mode.ExecutableFile ? 0b111_101_101 : 0b110_100_100);
    }

    private FileResult<bool> WriteLink(WorkspacePath path, Blob blob)
    {
        beneath.Remove(path, isFolder: false);
        return beneath.MakeLink(path, blob.GetContentText());
    }

    private FileResult<bool> WriteFile(WorkspacePath path, Blob blob, int mode)
    {
        var begun = beneath.BeginWrite(path);
        using var pending = begun.Value;
        if (pending is null)
            return begun.As<bool>();
        using var content = repository.Lookup<Blob>(blob.Id).GetContentStream();
        var buffer = new byte[81_920];
        long offset = 0;
        int count;
        while ((count = content.Read(buffer)) > 0)
        {
            RandomAccess.Write(pending.Handle, buffer.AsSpan(0, count), offset);
            offset += count;
        }
        var done = pending.Commit(mode);
        return done.Ok ? new(true) : done.As<bool>();
    }
}
