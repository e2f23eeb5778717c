using System.Globalization;

namespace Samokoder.EmbeddedHosting.Processes;

/// <summary>
/// Puts util-linux in front of a command: <c>setsid</c> keeps the terminal's Ctrl+C away from it (we stop things in order),
/// <c>setpriv</c> ends it when we die and drops root. Both replace themselves by the command, so the process number stays.
/// </summary>
internal static class ProcessWrapper
{
    private static readonly string? Setsid = OperatingSystem.IsLinux() ? ExecutablePath.Find("setsid") : null;
    private static readonly string? Setpriv = OperatingSystem.IsLinux() ? ExecutablePath.Find("setpriv") : null;

    /// <summary>True when processes lead a group of their own, which can be ended as one.</summary>
    public static bool CreatesGroups => Setsid is not null;

    public static bool CanDropRoot => Setpriv is not null;

    public static (string Command, IReadOnlyList<string> Arguments) Wrap(ProcessSpec spec)
    {
        List<string> command = [];
        if (Setsid is not null)
            command.Add(Setsid);
        if (Setpriv is not null)
            command.AddRange([Setpriv, "--pdeathsig", SignalName(spec.ParentDeathSignal), .. DropRoot(spec.User), "--"]);
        command.Add(spec.Command);
        command.AddRange(spec.Arguments);
        return (command[0], command[1..]);
    }

    private static string[] DropRoot(UnprivilegedUser? user) => user is null
        ? []
        : [
            "--reuid", user.UserId.ToString(CultureInfo.InvariantCulture),
            "--regid", user.GroupId.ToString(CultureInfo.InvariantCulture),
            "--clear-groups",
        ];

    private static string SignalName(StopSignal signal) => signal switch
    {
        StopSignal.Interrupt => "INT",
        StopSignal.Quit => "QUIT",
        StopSignal.Terminate => "TERM",
        _ => "KILL",
    };
}
