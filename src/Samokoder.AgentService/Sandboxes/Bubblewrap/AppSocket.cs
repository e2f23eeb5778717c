using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Sandboxes.Bubblewrap;

/// <summary>
/// The socket through which the host reaches a service. Code inside makes it, in a folder that it can write to, and could later
/// put a link to another of the host's sockets in its place (say a container engine's) and let the gateway talk to that. So the host
/// makes a hard link to the socket that it has looked at, in a folder that the sandbox does not see, and connects to that one.
/// </summary>
internal sealed class AppSocket : IServiceEndpoint
{
    public const string Name = "app.sock";
    public const string UsedName = "used";

    private readonly string socketName = Name;
    private readonly string usedName = UsedName;
    private readonly bool ownsFolder = true;

    /// <summary>In a folder of its own, which <see cref="Remove"/> removes.</summary>
    public AppSocket(string runFolder, SandboxUser user)
    {
        user.CreateFolder(runFolder, shared: true);
        SandboxFolder = Path.Combine(runFolder, $"app-{Guid.CreateVersion7().ToString("N")[^8..]}");
        user.CreateFolder(SandboxFolder, shared: false);
        if (user.Id is { } id)
            LinuxNative.ChangeOwner(SandboxFolder, id);
        HostPath = SandboxFolder + ".sock";
    }

    /// <summary>In a folder that all services of a sandbox share. No folder between it and the socket: that one could be exchanged.</summary>
    /// <param name="id">Of one that an earlier process made.</param>
    public AppSocket(string runFolder, string sharedFolder, string? id = null)
    {
        var name = id ?? Guid.CreateVersion7().ToString("N")[^8..];
        Id = name;
        (socketName, usedName, ownsFolder) = ($"{name}.sock", $"{name}.used", false);
        SandboxFolder = sharedFolder;
        HostPath = Path.Combine(runFolder, $"app-{name}.sock");
    }

    /// <summary>What the supervisor is told, when it sees <see cref="SandboxFolder"/> at <paramref name="mount"/>.</summary>
    public IEnumerable<string> OptionsAt(string mount, int port) => Supervisor.App(port, $"{mount}/{socketName}", $"{mount}/{usedName}");

    /// <summary>Tells it from others in a shared folder; empty in a folder of its own.</summary>
    public string Id { get; } = "";

    /// <summary>Writable inside; nothing in it is to be trusted.</summary>
    public string SandboxFolder { get; }

    public string Address => $"unix:{HostPath}";

    /// <summary>The supervisor touches a file while connections are open. Code inside can do so too, and gains a running preview.</summary>
    public DateTimeOffset? LastUsed => LinuxNative.ModifiedAt(Path.Combine(SandboxFolder, usedName));

    private string HostPath { get; }

    public bool TryPublish()
    {
        var made = Path.Combine(SandboxFolder, socketName);
        if (LinuxNative.IsSocket(HostPath))
            return true;
        if (!LinuxNative.IsSocket(made) || !LinuxNative.HardLink(made, HostPath))
            return false;
        if (LinuxNative.IsSocket(HostPath))
            return true;
        File.Delete(HostPath); // It was exchanged between the look and the link.
        return false;
    }

    public void Remove()
    {
        File.Delete(HostPath);
        if (!ownsFolder)
        {
            File.Delete(Path.Combine(SandboxFolder, socketName));
            File.Delete(Path.Combine(SandboxFolder, usedName));
        }
        else if (Directory.Exists(SandboxFolder))
        {
            Directory.Delete(SandboxFolder, recursive: true);
        }
    }
}
