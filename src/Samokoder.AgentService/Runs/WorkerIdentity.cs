using System.Diagnostics;
using System.Globalization;

namespace Samokoder.AgentService.Runs;

/// <summary>Names this process among all replicas and all its earlier lives: <c>pid:unique@machine</c>.</summary>
internal sealed class WorkerIdentity
{
    private static readonly string Here = $"@{Environment.MachineName}";

    public string Name { get; } = $"{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}:{Guid.CreateVersion7():N}{Here}";

    /// <summary>
    /// True only for a worker of this machine whose process is gone. One of another machine, or one whose number another process has
    /// now, is not known to be dead; its lease runs out by itself.
    /// </summary>
    public static bool IsDead(string worker)
    {
        if (!worker.EndsWith(Here, StringComparison.Ordinal)) return false;
        if (!int.TryParse(worker.Split(':', 2)[0], CultureInfo.InvariantCulture, out var pid) || pid == Environment.ProcessId) return false;
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
