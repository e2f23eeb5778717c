using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Docker.DotNet.Models;
using Samokoder.AgentService.Sandboxes.Bubblewrap;
using Samokoder.AgentService.Sandboxes.Egress;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Sandboxes.Docker;

/// <summary>What a project's container is made of. Everything that keeps it in is here; docs/adr/0015 says why.</summary>
internal sealed class ContainerSpec(SandboxOptions options, DataFolder data, SandboxUser user, SystemFiles files, string image, string installation)
{
    public const string ProjectLabel = "samokoder.project";
    public const string InstallationLabel = "samokoder.installation";
    public const string SpecLabel = "samokoder.spec";
    public const string AppMount = BubblewrapCommand.AppMount;
    private const string Home = "/home/user";
    private const int KeptLogBytes = 1 << 20;

    /// <summary>Who code inside is; the owner of the work trees.</summary>
    public string User { get; } = string.Create(CultureInfo.InvariantCulture, $"{UserId(user)}:{UserId(user)}");

    public string Installation => installation;

    public static int UserId(SandboxUser user) => user.Id ?? LinuxNative.EffectiveUser();

    public string NameOf(Guid projectId) => $"samokoder-{installation}-{projectId:N}";

    public CreateContainerParameters Build(Guid projectId, EgressGate? gate)
    {
        var parameters = new CreateContainerParameters
        {
            Name = NameOf(projectId),
            Image = image,
            User = User,
            Hostname = "sandbox",
            WorkingDir = ISandbox.WorkspacePath,
            Entrypoint = ["/usr/bin/tini", "--"],
            Cmd = FirstProcess(gate),
            Env = [.. Variables(gate).Select(v => $"{v.Key}={v.Value}")],
            NetworkDisabled = true,
            HostConfig = HostOf(projectId, gate),
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [ProjectLabel] = projectId.ToString("D"), [InstallationLabel] = installation },
        };
        parameters.Labels[SpecLabel] = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(parameters)))[..16];
        return parameters;
    }

    /// <summary>Without a way out nothing has to run but the process that buries orphans.</summary>
    private static string[] FirstProcess(EgressGate? gate) => gate is null
        ? ["/bin/sleep", "infinity"]
        :
        [
            .. Supervisor.Line(
                Supervisor.ContainerPerl, gate.OptionsAt(BubblewrapCommand.RunMount).Concat(Supervisor.Ready($"{AppMount}/{ProjectContainers.ReadyFile}")),
                ["/bin/sleep", "infinity"]),
        ];

    private HostConfig HostOf(Guid projectId, EgressGate? gate)
    {
        var memory = options.MemoryMb * 1024L * 1024L;
        return new HostConfig
        {
            NetworkMode = "none", IpcMode = "private", ReadonlyRootfs = true, CapDrop = ["ALL"],
            SecurityOpt = ["no-new-privileges"], // The engine adds its default filter of system calls.
            Memory = memory, MemorySwap = memory, PidsLimit = options.MaxProcesses, NanoCPUs = (long)(options.Cpus * 1_000_000_000),
            Ulimits = [LimitOf("nofile", options.MaxOpenFiles), LimitOf("fsize", options.MaxFileMb * 1024L * 1024L), LimitOf("core", 0)],
            ShmSize = options.TempMb * 1024L * 1024L,
            Tmpfs = new Dictionary<string, string>(StringComparer.Ordinal) { ["/tmp"] = Temporary("1777"), [Home] = Temporary("0700") },
            Mounts = [.. Mounts(projectId, gate)],
            LogConfig = new LogConfig { Type = "json-file", Config = new Dictionary<string, string>(StringComparer.Ordinal) { ["max-size"] = $"{KeptLogBytes}", ["max-file"] = "1" } },
            RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.No },
        };
    }

    private IEnumerable<Mount> Mounts(Guid projectId, EgressGate? gate) =>
    [
        Bind(data.FilesFolder(projectId), ISandbox.WorkspacePath, readOnly: false),
        Bind(AppsFolder(projectId), AppMount, readOnly: false),
        .. gate is null ? [] : new[] { Bind(gate.Folder, BubblewrapCommand.RunMount, readOnly: true) },
        Bind(files.Supervisor, Supervisor.Mount, readOnly: true),
        .. files.Etc.Where(f => f.SandboxPath is "/etc/passwd" or "/etc/group").Concat(files.CaFiles).Select(f => Bind(f.HostPath, f.SandboxPath, readOnly: true)),
    ];

    /// <summary>Where services make their sockets; the only folder besides the workspace that code inside can write to and that we see.</summary>
    public string AppsFolder(Guid projectId) => Path.Combine(data.RunFolder(projectId), "apps");

    private Dictionary<string, string> Variables(EgressGate? gate)
    {
        var variables = new Dictionary<string, string>(gate?.Environment ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal)
        {
            ["PATH"] = $"{ISandbox.WorkspacePath}/node_modules/.bin:/opt/node/bin:/usr/local/bin:/usr/bin:/bin",
            ["HOME"] = Home, ["USER"] = "user", ["LANG"] = "C.UTF-8", ["TERM"] = "dumb", ["TMPDIR"] = "/tmp",
        };
        foreach (var (name, value) in DotnetSdk.Variables(ISandbox.WorkspacePath).Concat(files.CaVariables))
            variables[name] = value;
        return variables;
    }

    private string Temporary(string mode) =>
        string.Create(CultureInfo.InvariantCulture, $"rw,nosuid,nodev,exec,size={options.TempMb}m,mode={mode},uid={UserId(user)},gid={UserId(user)}");

    private static Mount Bind(string from, string to, bool readOnly) => new() { Type = "bind", Source = from, Target = to, ReadOnly = readOnly };

    private static Ulimit LimitOf(string name, long value) => new() { Name = name, Soft = value, Hard = value };
}
