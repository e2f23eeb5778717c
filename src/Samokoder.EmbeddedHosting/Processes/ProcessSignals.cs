using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Samokoder.EmbeddedHosting.Processes;

internal enum StopSignal
{
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    Terminate = 15,
}

/// <summary>Signals where there are signals; elsewhere everything is a kill of the process tree.</summary>
internal static partial class ProcessSignals
{
    public static void Send(int pid, StopSignal signal)
    {
        if (OperatingSystem.IsWindows())
            KillTree(pid);
        else
            _ = Kill(pid, (int)signal); // "no such process" is what we want
    }

    /// <summary>Ends what a process left behind in the group that it led.</summary>
    public static void KillGroup(int leader)
    {
        if (!OperatingSystem.IsWindows())
            _ = Kill(-leader, (int)StopSignal.Kill);
    }

    private static void KillTree(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // it has ended already
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
