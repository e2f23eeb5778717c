using System.Text;
using Microsoft.Extensions.Options;
using Samokoder.AgentService.Sandboxes.Seccomp;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Sandboxes.Bubblewrap;

internal sealed record MountedFile(string HostPath, string SandboxPath);

/// <summary>Files of ours that every sandbox shows: a user database that names nobody of this machine, and the supervisor script.</summary>
internal sealed class SystemFiles
{
    private static (string Path, string Content)[] Contents(int userId) =>
    [
        ("/etc/passwd", $"root:x:0:0:root:/root:/usr/sbin/nologin\nuser:x:{userId}:{userId}:user:/home/user:/bin/sh\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n"),
        ("/etc/group", $"root:x:0:\nuser:x:{userId}:\nnogroup:x:65534:\n"),
        ("/etc/hosts", "127.0.0.1 localhost sandbox\n::1 localhost\n"),
        ("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"),
    ];

    private const string CaBundleMount = "/etc/samokoder/ca.pem";
    private const string AllCertificatesMount = "/etc/samokoder/ca-all.pem";
    private static readonly string[] SystemStores = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"];
    private static readonly string[] OneFileVariables = ["SSL_CERT_FILE", "GIT_SSL_CAINFO", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "PIP_CERT"];

    /// <param name="userId">Whom the code inside runs as, as it sees it.</param>
    public SystemFiles(DataFolder data, IOptions<SandboxOptions> options, int userId = 1000)
    {
        var folder = data.SandboxFiles;
        Etc = [.. Contents(userId).Select(file => new MountedFile(WriteFile(folder, $"{Path.GetFileName(file.Path)}-{userId}", file.Content), file.Path))];
        Supervisor = WriteFile(folder, "supervisor.pl", ReadSupervisor());
        Seccomp = SystemCalls.Current is { } calls ? WriteFile(folder, "seccomp.bpf", SeccompFilter.Compile(calls)) : null;
        if (FindBundle(options.Value) is not { } bundle)
            return;
        CaBundle = WriteFile(folder, "ca.pem", File.ReadAllText(bundle));
        AllCertificates = WriteFile(folder, "ca-all.pem", string.Concat(SystemStores.Where(File.Exists).Take(1).Append(bundle).Select(File.ReadAllText)));
    }

    public IReadOnlyList<MountedFile> Etc { get; }

    public string Supervisor { get; }

    /// <summary>A copy of the configured certificates, in a place that the sandbox user can read.</summary>
    public string? CaBundle { get; }

    /// <summary>The same behind the certificates of this machine, for programs that know one file only.</summary>
    public string? AllCertificates { get; }

    /// <summary>What tells programs about <see cref="CaBundle"/> and <see cref="AllCertificates"/>; empty without them.</summary>
    public IEnumerable<KeyValuePair<string, string>> CaVariables => CaBundle is null
        ? []
        : OneFileVariables.Select(name => KeyValuePair.Create(name, AllCertificatesMount)).Prepend(KeyValuePair.Create("NODE_EXTRA_CA_CERTS", CaBundleMount));

    /// <summary>The files of certificates where sandboxes see them; empty without any.</summary>
    public IEnumerable<MountedFile> CaFiles =>
        CaBundle is null ? [] : [new MountedFile(CaBundle, CaBundleMount), new MountedFile(AllCertificates!, AllCertificatesMount)];

    /// <summary>The compiled filter of system calls; null on an architecture that has none here.</summary>
    public string? Seccomp { get; }

    private static string? FindBundle(SandboxOptions options) =>
        new[] { options.TrustedCaBundle, Environment.GetEnvironmentVariable("NODE_EXTRA_CA_CERTS") }.FirstOrDefault(File.Exists);

    private static string ReadSupervisor()
    {
        using var stream = typeof(SystemFiles).Assembly.GetManifestResourceStream("supervisor.pl")
            ?? throw new InvalidOperationException("The resource supervisor.pl is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string WriteFile(string folder, string name, string content) => WriteFile(folder, name, Encoding.UTF8.GetBytes(content));

    /// <summary>Replaces the file by a new one, because running sandboxes may have the old one open.</summary>
    private static string WriteFile(string folder, string name, byte[] content)
    {
        var path = Path.Combine(folder, name);
        var temporary = $"{path}.{Guid.CreateVersion7():N}.tmp";
        File.WriteAllBytes(temporary, content);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(temporary, (UnixFileMode)0b110_100_100);
        File.Move(temporary, path, overwrite: true);
        return path;
    }
}
