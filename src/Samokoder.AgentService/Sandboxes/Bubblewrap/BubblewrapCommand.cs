using System.Globalization;

namespace Samokoder.AgentService.Sandboxes.Bubblewrap;

/// <summary>What one bubblewrap invocation shows inside.</summary>
/// <param name="Workspace">Host folder of the work tree.</param>
/// <param name="RunFolder">Host folder that holds the egress socket; read-only inside. Null without network.</param>
/// <param name="AppFolder">Host folder in which the service makes its socket. Null for commands.</param>
internal sealed record BubblewrapMounts(string Workspace, string? RunFolder, string? AppFolder);

/// <summary>Builds the command line. Everything that is not named here does not exist inside.</summary>
internal sealed class BubblewrapCommand(SandboxOptions options, Toolchain toolchain, DotnetSdk sdk, SystemFiles files, IReadOnlyList<string> userPrefix)
{
    /// <summary>Inside: where sockets appear.</summary>
    public const string RunMount = "/run/samokoder";

    /// <summary>Inside: a folder of its own, because the service must be able to write there and nowhere else.</summary>
    public const string AppMount = "/run/app";

    private const string Home = "/home/user";

    private const string FilterDescriptor = "9";

    private const string OpenFilter = "exec \"$@\" 9<\"$0\"";

    /// <summary>How much more private memory a process may reserve than it may use: allocators of build tools reserve a gigabyte at the start.</summary>
    private const long ReservedTimes = 2;

    private static readonly string[] SystemFolders = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];

    private static readonly string[] HostEtc =
        ["/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/pki/tls/certs", "/etc/localtime"];

    /// <summary>
    /// The limits must be set inside: the kernel counts processes per user and user namespace, and only a limit set within the
    /// namespace counts this sandbox alone. Error output joins the output here, so that their order is kept.
    /// </summary>
    private const string Prelude =
        """
        limits() { ulimit -c 0 && ulimit -n "$1" && ulimit -f "$2" && ulimit -d "$3" && { ulimit -p "$4" 2>/dev/null || ulimit -u "$4"; }; }
        limits "$1" "$2" "$3" "$4" || { echo "samokoder: the limits could not be set" >&2; exit 125; }
        cd "./$5" 2>/dev/null || { echo "The folder '$5' does not exist in the workspace."; exit 1; }
        shift 5
        exec "$@" 2>&1
        """;

    public IReadOnlyList<string> Build(
        BubblewrapMounts mounts, IReadOnlyDictionary<string, string> environment, string workingDirectory, IReadOnlyList<string> command) =>
    [
        .. WithFilter(), .. userPrefix, "bwrap",
        .. Namespaces(),
        .. files.Seccomp is null ? [] : new[] { "--seccomp", FilterDescriptor },
        .. System(),
        .. Etc(),
        .. Tools(),
        .. Project(mounts),
        .. Variables(environment),
        "--chdir", ISandbox.WorkspacePath,
        "--", "/bin/sh", "-c", Prelude, "samokoder", .. Limits(), workingDirectory,
        .. command,
    ];

    /// <summary>bubblewrap reads its filter from an open file, and a process that .NET starts inherits none but the first three.</summary>
    private IEnumerable<string> WithFilter() => files.Seccomp is { } filter ? ["/bin/sh", "-c", OpenFilter, filter] : [];

    /// <summary>What every sandbox has: nothing shared with the host, no right to gain any.</summary>
    public static IEnumerable<string> Namespaces() =>
    [
        "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--unshare-net",
        "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL",
        "--uid", "1000", "--gid", "1000", "--hostname", "sandbox",
    ];

    /// <summary>The system's programs and libraries, read-only.</summary>
    public static IEnumerable<string> System()
    {
        List<string> arguments = ["--ro-bind", "/usr", "/usr", "--ro-bind-try", "/nix/store", "/nix/store"];
        foreach (var folder in SystemFolders)
        {
            var path = "/" + folder;
            if (new DirectoryInfo(path).LinkTarget is { } target)
                arguments.AddRange(["--symlink", target, path]);
            else if (Directory.Exists(path))
                arguments.AddRange(["--ro-bind", path, path]);
        }
        return arguments;
    }

    private IEnumerable<string> Etc() =>
    [
        .. HostEtc.Where(Path.Exists).SelectMany(path => new[] { "--ro-bind", path, path }),
        .. files.Etc.SelectMany(file => new[] { "--ro-bind", file.HostPath, file.SandboxPath }),
    ];

    private IEnumerable<string> Tools()
    {
        List<string> arguments = ["--ro-bind", files.Supervisor, Supervisor.Mount];
        if (toolchain.HostFolder is { } node)
            arguments.AddRange(["--ro-bind", node, Toolchain.Mount]);
        if (sdk.HostFolder is { } dotnet)
            arguments.AddRange(["--ro-bind", dotnet, DotnetSdk.Mount]);
        foreach (var file in files.CaFiles)
            arguments.AddRange(["--ro-bind", file.HostPath, file.SandboxPath]);
        return arguments;
    }

    private IEnumerable<string> Project(BubblewrapMounts mounts)
    {
        var temp = (options.TempMb * 1024L * 1024L).ToString(CultureInfo.InvariantCulture);
        List<string> arguments =
        [
            "--proc", "/proc", "--dev", "/dev",
            "--size", temp, "--tmpfs", "/tmp", "--size", temp, "--tmpfs", Home,
            "--bind", mounts.Workspace, ISandbox.WorkspacePath,
        ];
        if (mounts.RunFolder is { } run)
            arguments.AddRange(["--ro-bind", run, RunMount]);
        if (mounts.AppFolder is { } app)
            arguments.AddRange(["--bind", app, AppMount]);
        // Last: what was needed to make the mount points is now read-only.
        arguments.AddRange(["--remount-ro", "/"]);
        return arguments;
    }

    private IEnumerable<string> Variables(IReadOnlyDictionary<string, string> environment)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{ISandbox.WorkspacePath}/node_modules/.bin:{toolchain.BinFolder}:/usr/local/bin:/usr/bin:/bin{(sdk.Folder is { } dotnet ? $":{dotnet}" : "")}",
            ["HOME"] = Home,
            ["USER"] = "user",
            ["LANG"] = "C.UTF-8",
            ["TERM"] = "dumb",
            ["TMPDIR"] = "/tmp",
        };
        foreach (var (name, value) in DotnetSdk.Variables(ISandbox.WorkspacePath).Concat(files.CaVariables).Concat(environment))
            variables[name] = value;
        return variables.SelectMany(v => new[] { "--setenv", v.Key, v.Value });
    }

    private IEnumerable<string> Limits() =>
        new long[] { options.MaxOpenFiles, options.MaxFileMb * 2048L, options.MemoryMb * 1024L * ReservedTimes, options.MaxProcesses }
            .Select(limit => limit.ToString(CultureInfo.InvariantCulture));
}
