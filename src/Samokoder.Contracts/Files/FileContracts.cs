namespace Samokoder.Contracts.Files;

public enum FileKind
{
    File,
    Directory,
    Link,
}

/// <param name="Path">Relative to the workspace, with forward slashes.</param>
/// <param name="Size">Bytes; 0 for directories.</param>
public sealed record FileEntry(string Path, FileKind Kind, long Size, DateTimeOffset ModifiedAt);

/// <summary>The tree, sorted by path, without dependencies and build output.</summary>
/// <param name="Truncated">True when there were more entries than the server lists.</param>
public sealed record FileTree(IReadOnlyList<FileEntry> Items, bool Truncated = false);
