using Samokoder.Contracts.Files;

namespace Samokoder.Web.Features.Studio.Files;

/// <summary>One visible line of the tree.</summary>
internal sealed record FileNode(string Path, string Name, int Depth, bool IsFolder, bool Open, long Size);

/// <summary>The flat list of the API as lines of a tree: folders first, each level by name; closed folders hide what they hold.</summary>
internal static class FileNodes
{
    public static List<FileNode> Visible(IEnumerable<FileEntry> entries, IReadOnlySet<string> closed)
    {
        var root = new Folder("");
        foreach (var entry in entries)
            Add(root, entry);
        var lines = new List<FileNode>();
        Write(root, 0, closed, lines);
        return lines;
    }

    private static void Add(Folder root, FileEntry entry)
    {
        var folder = root;
        var parts = entry.Path.Split('/');
        foreach (var part in entry.Kind == FileKind.Directory ? parts : parts[..^1])
            folder = folder.Sub(part);
        if (entry.Kind != FileKind.Directory)
            folder.Files[parts[^1]] = entry;
    }

    private static void Write(Folder folder, int depth, IReadOnlySet<string> closed, List<FileNode> lines)
    {
        foreach (var (name, sub) in folder.Folders)
        {
            var open = !closed.Contains(sub.Path);
            lines.Add(new(sub.Path, name, depth, IsFolder: true, open, 0));
            if (open)
                Write(sub, depth + 1, closed, lines);
        }

        foreach (var (name, file) in folder.Files)
            lines.Add(new(file.Path, name, depth, IsFolder: false, Open: false, file.Size));
    }

    private sealed record Folder(string Path)
    {
        public SortedDictionary<string, Folder> Folders { get; } = new(StringComparer.OrdinalIgnoreCase);

        public SortedDictionary<string, FileEntry> Files { get; } = new(StringComparer.OrdinalIgnoreCase);

        public Folder Sub(string name)
        {
            if (!Folders.TryGetValue(name, out var sub))
                Folders[name] = sub = new(Path.Length == 0 ? name : $"{Path}/{name}");
            return sub;
        }
    }
}
