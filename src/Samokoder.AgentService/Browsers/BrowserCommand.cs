using System.Globalization;
using Samokoder.AgentService.Sandboxes.Bubblewrap;

namespace Samokoder.AgentService.Browsers;

/// <summary>
/// The command line of a browser that runs hostile pages: namespaces of its own, no file of the host but the system's programs and fonts, a
/// profile that dies with it, and as its only way out one socket, which leads to one project's app. It is driven through its standard
/// input and output, so no port and no file of it can be reached by anybody else, the page included.
/// </summary>
internal static class BrowserCommand
{
    /// <summary>The app's port inside the browser's network.</summary>
    public const int AppPort = 5173;

    public const string RelayMount = "/run/samokoder";
    public const string RelaySocket = "app.sock";
    /// <summary>How much more private memory one process may reserve than all may use; holds also where control groups are not writable.</summary>
    private const int ReservedTimes = 3;

    private const string Profile = "/tmp/profile";

    /// <summary>The browser reads commands from descriptor 3 and answers on 4; its own chatter goes to the error output.</summary>
    private const string Pipe = "exec \"$@\" 3<&0 4>&1 </dev/null >&2";

    /// <summary>Our end of the output does not block, and the browser gives up on a pipe that is full; Node does not.</summary>
    private const string Pump = "\"$@\" 3<&0 4>&1 </dev/null >&2 | exec node -e 'process.stdin.pipe(process.stdout)'";

    private static readonly string[] Flags =
    [
        "--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-default-browser-check",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-default-apps", "--disable-breakpad",
        "--disable-dev-shm-usage", "--disable-domain-reliability", "--disable-client-side-phishing-detection", "--block-new-web-contents", "--mute-audio",
        "--metrics-recording-only", "--password-store=basic", "--force-color-profile=srgb", "--hide-scrollbars", "--no-service-autorun",
        "--disable-features=Translate,MediaRouter,OptimizationHints,DialMediaRouteProvider,AutofillServerCommunication",
        "--js-flags=--max-old-space-size=384", "about:blank",
    ];

    private static readonly string[] Etc =
        ["/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/fonts", "/etc/ssl/certs", "/etc/localtime"];

    /// <param name="relayFolder">Host folder with the socket that leads to the app.</param>
    public static IReadOnlyList<string> Isolated(
        BrowserProgram program, IReadOnlyList<string> userPrefix, SystemFiles files, string relayFolder, int memoryMb) =>
    [
        .. userPrefix, "bwrap",
        .. BubblewrapCommand.Namespaces(),
        .. BubblewrapCommand.System(),
        .. Etc.Where(Path.Exists).SelectMany(path => new[] { "--ro-bind", path, path }),
        .. files.Etc.SelectMany(file => new[] { "--ro-bind", file.HostPath, file.SandboxPath }),
        "--ro-bind", files.Supervisor, Supervisor.Mount,
        .. program.Mounts,
        "--proc", "/proc", "--dev", "/dev", "--size", Bytes(memoryMb / 2), "--tmpfs", "/tmp", "--size", Bytes(16), "--tmpfs", "/home/user",
        "--ro-bind", relayFolder, RelayMount,
        "--remount-ro", "/",
        "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "HOME", "/home/user", "--setenv", "LANG", "C.UTF-8", "--setenv", "TMPDIR", "/tmp",
        "--chdir", "/tmp",
        "--", "/bin/sh", "-c", $"ulimit -c 0; ulimit -n 4096; ulimit -d {memoryMb * 1024L * ReservedTimes}; exec \"$@\"", "browser",
        .. Supervisor.Line(
            Supervisor.Perl!, Supervisor.Port(AppPort, $"{RelayMount}/{RelaySocket}").Concat(Supervisor.Pump), Browser(Pipe, program.SandboxPath, Profile)),
    ];

    /// <summary>Without isolation, for the <c>process</c> sandbox only.</summary>
    public static IReadOnlyList<string> Plain(string program, string profile) => Browser(Pump, program, profile);

    private static IReadOnlyList<string> Browser(string script, string program, string profile) =>
        ["/bin/sh", "-c", script, "browser", program, $"--user-data-dir={profile}", .. Flags];

    private static string Bytes(int megabytes) => (megabytes * 1024L * 1024L).ToString(CultureInfo.InvariantCulture);
}
