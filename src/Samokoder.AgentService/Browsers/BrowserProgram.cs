using Samokoder.AgentService.Sandboxes;

namespace Samokoder.AgentService.Browsers;

/// <summary>Where the browser is on this machine, and where its own sandbox sees it.</summary>
/// <param name="Path">The program outside.</param>
/// <param name="HostFolder">The folder to show inside; null when it is part of the system.</param>
/// <param name="SandboxPath">The program inside.</param>
internal sealed record BrowserProgram(string Path, string? HostFolder, string SandboxPath)
{
    private const string Mount = "/opt/browser";

    private static readonly string[] Names = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"];

    /// <summary>What Debian's launcher script runs; the script itself wants files that a sandbox does not have.</summary>
    private static readonly string[] BehindScripts = ["/usr/lib/chromium/chromium", "/usr/lib/chromium-browser/chromium-browser", "/usr/lib64/chromium-browser/chromium-browser"];

    public static BrowserProgram? Find(string? configured)
    {
        if (configured is { Length: > 0 })
            return File.Exists(configured) ? Of(configured) : null;
        return Names.Select(Toolchain.FindProgram).FirstOrDefault(path => path is not null) is { } found ? Of(found) : null;
    }

    private static BrowserProgram Of(string path)
    {
        var program = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? System.IO.Path.GetFullPath(path);
        if (program.StartsWith("/usr/bin/chromium", StringComparison.Ordinal))
            program = BehindScripts.FirstOrDefault(File.Exists) ?? program;
        return program.StartsWith("/usr/", StringComparison.Ordinal)
            ? new BrowserProgram(program, null, program)
            : new BrowserProgram(program, System.IO.Path.GetDirectoryName(program), $"{Mount}/{System.IO.Path.GetFileName(program)}");
    }

    public IEnumerable<string> Mounts => HostFolder is null ? [] : ["--ro-bind", HostFolder, Mount];
}
