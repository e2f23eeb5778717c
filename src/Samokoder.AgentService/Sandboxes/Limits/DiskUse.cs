namespace Samokoder.AgentService.Sandboxes.Limits;

/// <summary>What a folder takes, as its files claim; never follows a link.</summary>
internal static class DiskUse
{
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None, ReturnSpecialDirectories = false,
    };

    /// <summary>Bytes of all files; stops counting beyond <paramref name="enough"/>. Files may come and go meanwhile.</summary>
    public static long Of(string folder, long enough)
    {
        var total = 0L;
        try
        {
            foreach (var file in new System.IO.Enumeration.FileSystemEnumerable<long>(folder, SizeOf, Everything) { ShouldRecursePredicate = IsFolder })
            {
                total += file;
                if (total > enough)
                    break;
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Gone in between: it takes nothing.
        }
        return total;
    }

    /// <summary>Bytes that an unprivileged process could still write.</summary>
    public static long Free(string folder) => new DriveInfo(folder).AvailableFreeSpace;

    private static long SizeOf(ref System.IO.Enumeration.FileSystemEntry entry) =>
        entry.IsDirectory || entry.Attributes.HasFlag(FileAttributes.ReparsePoint) ? 0 : entry.Length;

    private static bool IsFolder(ref System.IO.Enumeration.FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
}
