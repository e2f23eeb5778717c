using Samokoder.AgentService.Sandboxes;

namespace Samokoder.AgentService.Provisioning.Packages;

/// <summary>Packages of npm. Install scripts are not run: this happens outside the sandbox.</summary>
internal sealed class NpmPackages : IPackageInstaller
{
    private static readonly string[] Network = ["ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "ECONNRESET", "EAI_AGAIN", "ENETUNREACH", "CERT", "self-signed", "network"];

    public IReadOnlyList<string> Locks { get; } = ["package-lock.json", "package.json"];

    public string Manifest => "package.json";

    public IReadOnlyList<string> Folders { get; } = ["node_modules"];

    public IReadOnlyList<string> Made { get; } = ["node_modules/.vite"];

    public string MadeFile => "node_modules/.vite/deps/_metadata.json";

    public async Task<string?> InstallAsync(Starter starter, string folder, CancellationToken cancellationToken)
    {
        if (Toolchain.FindProgram(OperatingSystem.IsWindows() ? "npm.cmd" : "npm") is not { } npm)
            return "npm is not on the PATH. Install Node.js 20 or newer with npm and restart Samokoder.";
        foreach (var file in Locks)
            File.Copy(Path.Combine(starter.Folder, file), Path.Combine(folder, file));
        if (await InstallerRun.TryAsync([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder, cancellationToken) is not var (reason, timedOut))
            return null;
        return timedOut || Network.Any(word => reason.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? $"The npm registry cannot be reached, so the dependencies of the starter '{starter.Name}' could not be installed. Check the network, or set your registry with 'npm config set registry', and try again. npm said: {reason}"
            : $"npm could not install the dependencies of the starter '{starter.Name}'. It said: {reason}";
    }
}
