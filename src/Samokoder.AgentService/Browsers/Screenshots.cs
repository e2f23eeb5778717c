using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Browsers;

/// <summary>
/// Pictures of pages, beside the project's files and not among them: code in the sandbox does not see them, checkpoints do not hold them.
/// Of each project the newest few are kept.
/// </summary>
internal sealed class Screenshots(DataFolder data)
{
    public const string MediaType = "image/jpeg";
    public const int MaxBytes = 1 << 20;
    private const int Kept = 24;

    /// <summary>Stores a picture and gives its name.</summary>
    public async Task<string> SaveAsync(Guid projectId, byte[] jpeg, CancellationToken cancellationToken)
    {
        var folder = FolderOf(projectId);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var name = $"{Guid.CreateVersion7():N}.jpg";
        await File.WriteAllBytesAsync(Path.Combine(folder, name), jpeg, cancellationToken);
        // Names rise with time.
        foreach (var old in Directory.GetFiles(folder, "*.jpg").OrderDescending(StringComparer.Ordinal).Skip(Kept))
            File.Delete(old);
        return name;
    }

    /// <summary>The picture's bytes; null when it is not kept any more.</summary>
    public async Task<byte[]?> ReadAsync(Guid projectId, string name, CancellationToken cancellationToken)
    {
        var path = Path.Combine(FolderOf(projectId), Path.GetFileName(name));
        return File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellationToken) : null;
    }

    private string FolderOf(Guid projectId) => Path.Combine(data.ProjectFolder(projectId), "screenshots");
}
