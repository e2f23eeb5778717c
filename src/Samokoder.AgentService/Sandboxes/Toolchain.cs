namespace Samokoder.AgentService.Sandboxes;

/// <summary>Where Node is on this machine, and where a sandbox sees it.</summary>
/// <param name="HostFolder">The folder to show read-only inside, or null when Node is part of the system.</param>
/// <param name="BinFolder">Inside the sandbox.</param>
internal sealed record Toolchain(string? HostFolder, string BinFolder)
{
    /// <summary>A Node outside the system's folders appears here, so that no name of this machine is visible inside.</summary>
    public const string Mount = "/opt/node";

    public static Toolchain? Find() => FindProgram("node") is { } node ? Of(ResolveLinks(node)) : null;

    /// <summary>The full path of a program of <c>PATH</c>, or null.</summary>
    public static string? FindProgram(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"])
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    private static Toolchain Of(string node)
    {
        var bin = Path.GetDirectoryName(node)!;
        var prefix = Path.GetDirectoryName(bin);
        if (node.StartsWith("/usr/", StringComparison.Ordinal) || prefix is null or "/")
            return new Toolchain(null, bin);

        // A version manager keeps each Node under a prefix of its own; anything else may be somebody's home folder, of which only
        // the folder with the program is shown.
        return Directory.Exists(Path.Combine(prefix, "lib", "node_modules", "npm"))
            ? new Toolchain(prefix, Mount + "/bin")
            : new Toolchain(bin, Mount);
    }

    private static string ResolveLinks(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
}
