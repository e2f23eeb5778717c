using Samokoder.AgentService.Workspaces.Beneath;
using Samokoder.Contracts.Files;

namespace Samokoder.AgentService.Workspaces;

/// <summary>Walks a workspace without following links.</summary>
internal static class TreeWalk
{
    /// <summary>Deeper folders are not looked at: nobody writes them by hand.</summary>
    private const int MaxDepth = 64;

    private static readonly HashSet<string> Skipped = new(StringComparer.Ordinal)
    {
        "node_modules", ".git", ".vite", ".nuget", ".cache", "dist", "build", "bin", "obj", ".next", ".turbo", "__pycache__", ".venv",
    };

    /// <summary>Dependencies and build output, which no list and no search shows.</summary>
    public static bool IsSkipped(string folder) => Skipped.Contains(folder);

    public static FileResult<FileTree> List(IBeneath beneath, WorkspacePath path, int limit, CancellationToken cancellationToken)
    {
        var start = beneath.ReadFolder(path);
        if (!start.Ok)
            return start.As<FileTree>();
        var found = Entries(beneath, path, IsSkipped, cancellationToken).Take(limit + 1).ToList();
        var items = found.Take(limit)
            .Select(e => new FileEntry(e.Path.ToString(), KindOf(e.Stat.Kind), e.Stat.Kind == EntryKind.File ? e.Stat.Size : 0, e.Stat.ModifiedAt))
            .OrderBy(e => e.Path, StringComparer.Ordinal);
        return new(new FileTree([.. items], found.Count > limit));
    }

    /// <summary>Everything below a folder, parents before their children.</summary>
    /// <param name="skip">Names of folders that are left out with everything in them.</param>
    public static IEnumerable<(WorkspacePath Path, EntryStat Stat)> Entries(
        IBeneath beneath, WorkspacePath path, Func<string, bool> skip, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var read = beneath.ReadFolder(path);
        if (!read.Ok)
            yield break; // It was removed meanwhile.
        foreach (var (name, stat) in read.Value.OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            if (stat.Kind == EntryKind.Other || (stat.Kind == EntryKind.Directory && skip(name)))
                continue;
            var child = path.Child(name);
            yield return (child, stat);
            if (stat.Kind != EntryKind.Directory || child.Names.Count >= MaxDepth)
                continue;
            foreach (var below in Entries(beneath, child, skip, cancellationToken))
                yield return below;
        }
    }

    /// <summary>Deletes an entry; of a link the link itself.</summary>
    public static FileResult<bool> Delete(IBeneath beneath, WorkspacePath path, EntryKind kind)
    {
        if (kind != EntryKind.Directory)
            return beneath.Remove(path, isFolder: false);
        var read = beneath.ReadFolder(path);
        if (!read.Ok)
            return read.As<bool>();
        foreach (var (name, stat) in read.Value)
        {
            var removed = Delete(beneath, path.Child(name), stat.Kind);
            if (!removed.Ok && removed.Error != FileError.NotFound)
                return removed;
        }
        return beneath.Remove(path, isFolder: true);
    }

    private static FileKind KindOf(EntryKind kind) => kind switch
    {
        EntryKind.Directory => FileKind.Directory,
        EntryKind.Link => FileKind.Link,
        _ => FileKind.File,
    };
}
