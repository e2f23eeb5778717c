using System.Globalization;

namespace Samokoder.AgentService.Sandboxes.Bubblewrap;

/// <summary>How <c>supervisor.pl</c> is called; the script says what it does.</summary>
internal static class Supervisor
{
    /// <summary>Where every sandbox sees it.</summary>
    public const string Mount = "/opt/samokoder/supervisor.pl";

    /// <summary>Where perl is in the images of containers.</summary>
    public const string ContainerPerl = "/usr/bin/perl";

    public const string MissingPerl =
        "Perl is not installed where sandboxes can see it. Install it (Debian and Ubuntu: apt install perl-base; Fedora: dnf install perl-interpreter) and try again.";

    /// <summary>The perl of this machine, which is at the same place inside; null when there is none among the system's programs.</summary>
    public static string? Perl { get; } = Find();

    /// <param name="perl">As the sandbox sees it.</param>
    /// <param name="options">Made by the other methods.</param>
    public static IReadOnlyList<string> Line(string perl, IEnumerable<string> options, IReadOnlyList<string> command) =>
        [perl, Mount, .. options, "--", .. command];

    /// <summary>Leads a port of the sandbox's loopback to a socket of the host.</summary>
    public static IEnumerable<string> Port(int port, string socket) => ["--port", Text(port), socket];

    /// <summary>Leads a socket that the host sees to the port of an app.</summary>
    public static IEnumerable<string> App(int port, string socket, string used) => ["--app", Text(port), socket, used];

    /// <summary>Makes a file when the ports can be used.</summary>
    public static IEnumerable<string> Ready(string file) => ["--ready", file];

    /// <summary>For programs that give up when their output does not take all at once, as the pipes do that .NET makes.</summary>
    public static IEnumerable<string> Pump => ["--pump"];

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static string? Find()
    {
        if (Toolchain.FindProgram("perl") is not { } found)
            return null;
        return new[] { ContainerPerl, found, File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName }
            .FirstOrDefault(path => File.Exists(path) && (path.StartsWith("/usr/", StringComparison.Ordinal) || path.StartsWith("/nix/store/", StringComparison.Ordinal)));
    }
}
