using Microsoft.Extensions.Options;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Sandboxes.Bubblewrap;

internal sealed record MountedFile(string HostPath, string SandboxPath);

/// <summary>Files of ours that every sandbox shows: a user database that names nobody of this machine, and the supervisor script.</summary>
internal sealed class SystemFiles
{
    private static readonly (string Path, string Content)[] Contents =
    [
        ("/etc/passwd", "root:x:0:0:root:/root:/usr/sbin/nologin\nuser:x:1000:1000:user:/home/user:/bin/sh\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n"),
        ("/etc/group", "root:x:0:\nuser:x:1000:\nnogroup:x:65534:\n"),
        ("/etc/hosts", "127.0.0.1 localhost sandbox\n::1 localhost\n"),
        ("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"),
    ];

    public SystemFiles(DataFolder data, IOptions<SandboxOptions> options)
    {
        var folder = data.SandboxFiles;
        Etc = [.. Contents.Select(file => new MountedFile(WriteFile(folder, Path.GetFileName(file.Path), file.Content), file.Path))];
        Supervisor = WriteFile(folder, "supervisor.cjs", ReadSupervisor());
        CaBundle = FindBundle(options.Value) is { } bundle ? WriteFile(folder, "ca.pem", File.ReadAllText(bundle)) : null;
    }

    public IReadOnlyList<MountedFile> Etc { get; }

    public string Supervisor { get; }

    /// <summary>A copy of the configured certificates, in a place that the sandbox user can read.</summary>
    public string? CaBundle { get; }

    private static string? FindBundle(SandboxOptions options) =>
        new[] { options.TrustedCaBundle, Environment.GetEnvironmentVariable("NODE_EXTRA_CA_CERTS") }.FirstOrDefault(File.Exists);

    private static string ReadSupervisor()
    {
        using var stream = typeof(SystemFiles).Assembly.GetManifestResourceStream("supervisor.cjs")
            ?? throw new InvalidOperationException("The resource supervisor.cjs is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Replaces the file by a new one, because running sandboxes may have the old one open.</summary>
    private static string WriteFile(string folder, string name, string content)
    {
        var path = Path.Combine(folder, name);
        var temporary = $"{path}.{Guid.CreateVersion7():N}.tmp";
        File.WriteAllText(temporary, content);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(temporary, (UnixFileMode)0b110_100_100);
        File.Move(temporary, path, overwrite: true);
        return path;
    }
}
