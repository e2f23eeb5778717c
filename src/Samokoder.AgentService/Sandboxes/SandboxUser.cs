using System.Runtime.Versioning;
using Microsoft.Extensions.Options;

namespace Samokoder.AgentService.Sandboxes;

/// <summary>
/// Who owns workspace files and runs sandboxes. When this service is root it is a user of its own, so that generated code is
/// nobody on the host even if it broke out of its namespaces, and so that the kernel's limits count (they spare root).
/// Otherwise it is whoever this service runs as.
/// </summary>
internal sealed class SandboxUser(IOptions<SandboxOptions> options)
{
    /// <summary>Null when nothing has to change hands.</summary>
    public int? Id { get; } = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess ? options.Value.UserId : null;

    /// <summary>What starts a program as that user: empty, or a <c>setpriv</c> prefix.</summary>
    public IReadOnlyList<string> Prefix =>
        Id is { } id ? ["setpriv", $"--reuid={id}", $"--regid={id}", "--clear-groups", "--no-new-privs", "--"] : [];

    /// <summary>A folder that only this service and, with <paramref name="shared"/>, the sandbox user may enter.</summary>
    public void CreateFolder(string path, bool shared)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            CreateUnixFolder(path, shared);
    }

    [UnsupportedOSPlatform("windows")]
    private void CreateUnixFolder(string path, bool shared)
    {
        const UnixFileMode mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var mode = shared && Id is not null ? mine | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : mine;
        Directory.CreateDirectory(path, mode);
        File.SetUnixFileMode(path, mode);
    }
}
