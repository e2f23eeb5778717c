using System.Diagnostics;
using System.Globalization;

namespace Samokoder.EmbeddedHosting.Processes;

/// <summary>Names a process beyond its number, which the system reuses: number, start time, and the boot that both belong to.</summary>
internal sealed record ProcessIdentity(int Pid, string StartedAt, string Boot)
{
    public bool IsAlive => Of(Pid) == this;

    /// <summary>Null when there is no such process.</summary>
    public static ProcessIdentity? Of(int pid)
    {
        try
        {
            return OperatingSystem.IsLinux() ? FromProc(pid) : FromRuntime(pid);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            return null; // it ended while we looked
        }
    }

    private static ProcessIdentity? FromProc(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat");
        // The name in parentheses may hold spaces; state is the first field behind it, start time the twentieth (proc(5)).
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null : new ProcessIdentity(pid, fields[19], File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());
    }

    private static ProcessIdentity FromRuntime(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return new ProcessIdentity(pid, process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture), "");
    }
}
