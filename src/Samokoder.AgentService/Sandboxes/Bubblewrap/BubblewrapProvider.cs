using Microsoft.Extensions.Options;
using Samokoder.AgentService.Sandboxes.Egress;
using Samokoder.AgentService.Sandboxes.Seccomp;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Sandboxes.Bubblewrap;

/// <summary>Sandboxes made of Linux namespaces by bubblewrap(1); docs/adr/0010 says what they keep in and out.</summary>
internal sealed class BubblewrapProvider(
    IOptions<SandboxOptions> options, DataFolder data, SandboxUser user, ResourceLimits limits, SandboxLauncher launcher, ISandboxEgress egress, DotnetSdk sdk, TimeProvider time)
    : ISandboxProvider
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim gate = new(1);
    private SandboxHealth? health;
    private DateTimeOffset checkedAt;
    private BubblewrapCommand? command;

    public string Name => "bubblewrap";

    public ISandbox Get(Guid projectId) => new BubblewrapSandbox(projectId, this, data, user, limits, launcher, egress);

    /// <summary>Nothing outlives a command or service here, and those belong to whoever started them.</summary>
    public Task RemoveAsync(Guid projectId, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<SandboxHealth> CheckAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (health is null || time.GetUtcNow() - checkedAt > Remembered)
                health = await ProbeAsync(cancellationToken);
            checkedAt = time.GetUtcNow();
            return health;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The command builder, or what is missing. Proved once; after that a failing start speaks for itself.</summary>
    public async ValueTask<(BubblewrapCommand? Command, string? Problem)> PrepareAsync(CancellationToken cancellationToken)
    {
        if (command is { } ready)
            return (ready, null);
        var state = await CheckAsync(cancellationToken);
        return state.Healthy ? (command, null) : (null, state.Problem);
    }

    private async Task<SandboxHealth> ProbeAsync(CancellationToken cancellationToken)
    {
        var problem = Missing() ?? await TryAsync(cancellationToken);
        return new SandboxHealth(Name, problem is null, Isolated: true, problem, $"{limits.Description}, {(SystemCalls.Current is null ? "no filter of system calls for this processor" : "system calls filtered")}");
    }

    private string? Missing()
    {
        if (!OperatingSystem.IsLinux())
            return "The bubblewrap sandbox needs Linux. Run Samokoder on Linux, or in a Linux virtual machine.";
        if (Toolchain.FindProgram("bwrap") is null)
            return "bubblewrap is not installed. Install it (Debian and Ubuntu: apt install bubblewrap; Fedora: dnf install bubblewrap) and try again.";
        if (Toolchain.Find() is null)
            return "Node.js is not on the PATH. Install Node.js 20 or newer with npm and restart Samokoder.";
        if (Supervisor.Perl is null)
            return Supervisor.MissingPerl;
        if (user.Id is not null && Toolchain.FindProgram("setpriv") is null)
            return "Samokoder runs as root and needs setpriv (package util-linux) to run sandboxes as another user. Install it, or run Samokoder as an ordinary user.";
        return null;
    }

    private async Task<string?> TryAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(data.Toolchain, "probe");
        user.CreateFolder(folder, shared: true);
        var candidate = new BubblewrapCommand(options.Value, Toolchain.Find()!, sdk, new SystemFiles(data, options), user.Prefix);
        var arguments = candidate.Build(
            new BubblewrapMounts(folder, null, null), new Dictionary<string, string>(StringComparer.Ordinal), "", ["node", "-e", "0"]);
        var probe = new ExecRequest(arguments) { Timeout = TimeSpan.FromSeconds(20) };
        var (result, error) = await ProcessRunner.RunAsync(
            new ChildCommand(arguments, BubblewrapSandbox.LauncherEnvironment), probe, null, cancellationToken);
        if (!result.Succeeded)
            return Explain(error + result.Output);
        command = candidate;
        return null;
    }

    /// <summary>Turns what bubblewrap says into what to do.</summary>
    public static string Explain(string error)
    {
        var reason = error.Trim();
        if (reason.Contains("namespace", StringComparison.OrdinalIgnoreCase) || reason.Contains("uid map", StringComparison.OrdinalIgnoreCase))
            return $"This system does not let bubblewrap make namespaces ({reason}). Allow user namespaces: sysctl kernel.unprivileged_userns_clone=1, user.max_user_namespaces above 0, and on Ubuntu 24.04 kernel.apparmor_restrict_unprivileged_userns=0.";
        if (reason.Contains("Permission denied", StringComparison.Ordinal))
            return $"The sandbox user cannot reach a folder that the sandbox needs ({reason}). Put Samokoder's data folder (Samokoder__DataPath) and Node.js where other users may enter, for example under /var/lib and /usr.";
        return $"The sandbox did not start: {reason}";
    }
}
