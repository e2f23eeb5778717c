using Microsoft.Extensions.Options;
using Samokoder.AgentService.Sandboxes;

namespace Samokoder.AgentService.Workspaces;

internal sealed class DataFolderOptions
{
    public const string Section = "Samokoder";

    /// <summary>Where everything on disk lives. Sandboxes must be able to reach it.</summary>
    public string DataPath { get; set; } = "";
}

/// <summary>
/// The layout of the data folder: <c>workspaces/{id}/files</c> is what a sandbox sees as its workspace, <c>workspaces/{id}/git</c>
/// its history, which it never sees; <c>toolchain/</c> what we prepare once for all projects; <c>run/</c> sockets.
/// </summary>
internal sealed class DataFolder
{
    /// <summary>A unix socket's path may have 108 bytes with its final zero (unix(7)).</summary>
    private const int MaxSocketPath = 107;

    /// <summary>Beneath a project's <see cref="RunFolder"/>; the app's socket has a shorter name.</summary>
    private const string LongestSocketName = "egress/.s.PGSQL.5432";

    private readonly SandboxUser user;

    public DataFolder(IOptions<DataFolderOptions> options, SandboxUser user)
    {
        this.user = user;
        Root = Path.GetFullPath(options.Value.DataPath is { Length: > 0 } path ? path : DefaultPath());
        Directory.CreateDirectory(Root);
        Workspaces = Folder("workspaces");
        Toolchain = Folder("toolchain");
        SandboxFiles = Folder("toolchain/sandbox");
        Run = ShortFolder();
    }

    public string Root { get; }

    public string Workspaces { get; }

    public string Toolchain { get; }

    public string SandboxFiles { get; }

    private string Run { get; }

    /// <summary>Projects that have a workspace here.</summary>
    public IEnumerable<Guid> ProjectIds() => IdsIn(Workspaces);

    /// <summary>Projects that have sockets here, with or without a workspace.</summary>
    public IEnumerable<Guid> RunningIds() => IdsIn(Run);

    public string ProjectFolder(Guid projectId) => Path.Combine(Workspaces, projectId.ToString("D"));

    /// <summary>The work tree: the only part that code in a sandbox can touch.</summary>
    public string FilesFolder(Guid projectId) => Path.Combine(ProjectFolder(projectId), "files");

    public string GitFolder(Guid projectId) => Path.Combine(ProjectFolder(projectId), "git");

    /// <summary>Sockets of one project; apart from the workspace because their paths must be short.</summary>
    public string RunFolder(Guid projectId) => Path.Combine(Run, projectId.ToString("N"));

    private static IEnumerable<Guid> IdsIn(string folder) => Directory.EnumerateDirectories(folder)
        .Select(path => Guid.TryParse(Path.GetFileName(path), out var id) ? id : Guid.Empty)
        .Where(id => id != Guid.Empty);

    private static string DefaultPath() => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "Samokoder");

    private string Folder(string name)
    {
        var path = Path.Combine(Root, name);
        user.CreateFolder(path, shared: true);
        return path;
    }

    private string ShortFolder()
    {
        var longest = Path.Combine(Root, "run", Guid.Empty.ToString("N"), LongestSocketName);
        if (System.Text.Encoding.UTF8.GetByteCount(longest) <= MaxSocketPath)
            return Folder("run");

        // /tmp is writable for everybody, so the folder's name must not be one that somebody could have made before us.
        var path = Directory.CreateTempSubdirectory("samokoder-").FullName;
        user.CreateFolder(path, shared: true);
        return path;
    }
}
