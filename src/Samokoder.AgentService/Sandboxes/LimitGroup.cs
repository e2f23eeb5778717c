using System.Globalization;

namespace Samokoder.AgentService.Sandboxes;

/// <summary>The control groups of one command or service.</summary>
internal sealed class LimitGroup(ResourceLimits owner, IReadOnlyList<string> folders) : IDisposable
{
    /// <summary>Joins the groups before anything else runs, while it still has the right to.</summary>
    private const string Join =
        """
        count=$1; shift
        while [ "$count" -gt 0 ]; do echo $$ > "$1/cgroup.procs" || exit 125; shift; count=$((count - 1)); done
        exec "$@"
        """;

    /// <summary>What a process joins by its <c>cgroup.procs</c>; empty where there are no limits.</summary>
    public IReadOnlyList<string> Folders => folders;

    public IReadOnlyList<string> Wrap(IReadOnlyList<string> command) => folders.Count == 0
        ? command
        : ["/bin/sh", "-c", Join, "samokoder", folders.Count.ToString(CultureInfo.InvariantCulture), .. folders, .. command];

    /// <summary>A sentence when the kernel killed a process of the group for want of memory.</summary>
    public string? Problem() => RanOutOfMemory() ? owner.MemoryProblem : null;

    private bool RanOutOfMemory() =>
        folders.SelectMany(folder => new[] { Path.Combine(folder, "memory.events"), Path.Combine(folder, "memory.oom_control") })
            .Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Any(line => line.StartsWith("oom_kill ", StringComparison.Ordinal) && !line.EndsWith(" 0", StringComparison.Ordinal));

    public void Dispose()
    {
        foreach (var folder in folders)
            owner.Remove(folder);
    }
}
