using System.Globalization;
using Microsoft.Extensions.Options;

namespace Samokoder.AgentService.Sandboxes;

/// <summary>
/// Memory and process limits by control groups, where this service may make some: as root, or in a delegated group. Elsewhere the
/// limits that each process inherits have to do, and <see cref="Description"/> says so.
/// </summary>
internal sealed partial class ResourceLimits
{
    private const string UnifiedMemory = "memory.max";
    private const string SeparateMemory = "memory.limit_in_bytes";
    private const string Period = "100000";

    /// <summary>Of the process, not of the instance: their groups lie in the same folder.</summary>
    private static int number;

    private static readonly (string, string)[] NoSettings = [];

    private readonly SandboxOptions options;
    private readonly ILogger<ResourceLimits> log;
    private readonly IReadOnlyList<Controller> controllers;
    private readonly Lock gate = new();
    private readonly List<string> leftovers = [];

    public ResourceLimits(IOptions<SandboxOptions> options, ILogger<ResourceLimits> log)
    {
        this.options = options.Value;
        this.log = log;
        controllers = OperatingSystem.IsLinux() ? Find() : [];
    }

    public string Description => controllers.Count > 0
        ? $"memory {options.MemoryMb} MiB, {options.MaxProcesses} processes and {CpuText} per command (control group), {options.MaxProcesses} processes (rlimit)"
        : $"memory {2 * options.MemoryMb} MiB per process and {options.MaxProcesses} processes per command (rlimit; control groups are not writable)";

    private string CpuText => controllers.Any(c => c.LimitsCpu) ? string.Create(CultureInfo.InvariantCulture, $"{options.Cpus} processors") : "all processors";

    public string MemoryProblem => $"It needed more memory than the {options.MemoryMb} MiB that a sandbox has (Sandbox:MemoryMb).";

    /// <summary>Limits for one command or service; empty where there are none. Dispose it when everything in it is dead.</summary>
    /// <param name="memoryMb">Instead of <c>Sandbox:MemoryMb</c>.</param>
    public LimitGroup Create(int? memoryMb = null)
    {
        Sweep();
        if (controllers.Count == 0)
            return new LimitGroup(this, []);
        var name = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Interlocked.Increment(ref number)}");
        return new LimitGroup(this, [.. controllers.Select(c => Create(c, name, memoryMb))]);
    }

    /// <summary>A group can be removed only when the kernel has buried its last process, which may be a moment later.</summary>
    internal void Remove(string folder)
    {
        if (TryRemove(folder))
            return;
        lock (gate)
            leftovers.Add(folder);
    }

    private void Sweep()
    {
        lock (gate)
            leftovers.RemoveAll(TryRemove);
    }

    private static bool TryRemove(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Create(Controller controller, string name, int? memoryMb = null)
    {
        var folder = Path.Combine(controller.Parent, name);
        Directory.CreateDirectory(folder);
        foreach (var (file, value) in controller.Settings)
            File.WriteAllText(Path.Combine(folder, file), file is UnifiedMemory or SeparateMemory && memoryMb is { } own ? Bytes(own) : value);
        return folder;
    }

    private IReadOnlyList<Controller> Find()
    {
        foreach (var candidate in new[] { Unified(cpu: true), Unified(cpu: false), Separate(cpu: true), Separate(cpu: false) })
        {
            if (candidate.Count > 0 && candidate.All(Usable))
                return candidate;
        }
        LogUnavailable(log);
        return [];
    }

    private bool Usable(Controller controller)
    {
        try
        {
            Directory.CreateDirectory(controller.Parent);
            RemoveStale(controller.Parent);
            if (controller.Delegate is not null)
                Delegate(controller);
            Directory.Delete(Create(controller, "probe"));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogCandidate(log, controller.Parent, e.Message);
            return false;
        }
    }

    /// <summary>Of processes that have ended: another one may have made a group and not put anything into it yet.</summary>
    private static void RemoveStale(string parent)
    {
        foreach (var folder in Directory.GetDirectories(parent).Where(folder => !Directory.Exists($"/proc/{Path.GetFileName(folder).Split('-')[0]}")))
            TryRemove(folder);
    }

    private static void Delegate(Controller controller)
    {
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(controller.Parent)!, "cgroup.subtree_control"), controller.Delegate);
        File.WriteAllText(Path.Combine(controller.Parent, "cgroup.subtree_control"), controller.Delegate);
    }

    /// <summary>cgroup v2: a sibling of our own group, since a group with processes cannot have limited children.</summary>
    private List<Controller> Unified(bool cpu)
    {
        const string root = "/sys/fs/cgroup";
        if (!File.Exists(root + "/cgroup.controllers") || Own("") is not { } own)
            return [];
        var above = Environment.IsPrivilegedProcess ? root : root + Path.GetDirectoryName(own);
        return
        [
            new Controller(
                Path.Combine(above, "samokoder-sandboxes"), cpu ? "+memory +pids +cpu" : "+memory +pids",
                [(UnifiedMemory, Bytes(options.MemoryMb)), ("memory.swap.max", "0"), ("pids.max", Processes()), .. cpu ? [("cpu.max", $"{Quota()} {Period}")] : NoSettings], cpu),
        ];
    }

    /// <summary>cgroup v1: one tree for each kind of limit, beneath our own group in it.</summary>
    private List<Controller> Separate(bool cpu) =>
        Own("memory") is { } memory && Own("pids") is { } pids && (!cpu || Own("cpu") is not null)
            ?
            [
                new Controller(InTree("memory", memory), null, [(SeparateMemory, Bytes(options.MemoryMb))]),
                new Controller(InTree("pids", pids), null, [("pids.max", Processes())]),
                .. cpu ? [new Controller(InTree("cpu", Own("cpu")!), null, [("cpu.cfs_period_us", Period), ("cpu.cfs_quota_us", Quota())], LimitsCpu: true)] : Array.Empty<Controller>(),
            ]
            : [];

    private static string InTree(string tree, string own) => $"/sys/fs/cgroup/{tree}{own.TrimEnd('/')}/samokoder-sandboxes";

    /// <summary>Microseconds of processor time in each <see cref="Period"/>.</summary>
    private string Quota() => ((long)(options.Cpus * 100_000)).ToString(CultureInfo.InvariantCulture);

    private static string Bytes(int megabytes) => (megabytes * 1024L * 1024L).ToString(CultureInfo.InvariantCulture);

    private string Processes() => options.MaxProcesses.ToString(CultureInfo.InvariantCulture);

    /// <summary>Our group in a tree, from lines like <c>4:memory:/path</c> and, for v2, <c>0::/path</c>.</summary>
    private static string? Own(string controller) =>
        File.ReadLines("/proc/self/cgroup")
            .Select(line => line.Split(':', 3))
            .FirstOrDefault(parts => parts.Length == 3 && parts[1].Split(',').Contains(controller, StringComparer.Ordinal))?[2];

    private sealed record Controller(string Parent, string? Delegate, IReadOnlyList<(string File, string Value)> Settings, bool LimitsCpu = false);

    [LoggerMessage(LogLevel.Information, "Control groups are not writable: memory and process limits of sandboxes are those that each process inherits.")]
    private static partial void LogUnavailable(ILogger logger);

    [LoggerMessage(LogLevel.Debug, "The control group {Folder} cannot be used: {Reason}")]
    private static partial void LogCandidate(ILogger logger, string folder, string reason);
}
