using System.Runtime.InteropServices;
using Samokoder.AgentService.Sandboxes;

namespace Samokoder.AgentService.Provisioning.Packages;

/// <summary>Packages of NuGet, without what only other systems need. What is built of the starter's own code belongs to them: a new project starts it as it is.</summary>
internal sealed class NuGetPackages(DotnetSdk sdk) : IPackageInstaller
{
    private const string Project = "App.csproj";

    public IReadOnlyList<string> Locks { get; } = [Project];

    public string Manifest => Project;

    public IReadOnlyList<string> Folders { get; } = [DotnetSdk.Packages, "obj", "bin"];

    public IReadOnlyList<string> Made { get; } = ["obj", "bin"];

    public string MadeFile => "obj/dev.json";

    public async Task<string?> InstallAsync(Starter starter, string folder, CancellationToken cancellationToken)
    {
        if (sdk.Program is not { } dotnet)
            return sdk.Problem(starter.Manifest.Title);
        File.Copy(Path.Combine(starter.Folder, Project), Path.Combine(folder, Project));
        var packages = Path.Combine(folder, DotnetSdk.Packages, "packages");
        // What lies in folders above ours is not the starter's.
        string[] alone = ["-p:ImportDirectoryBuildProps=false", "-p:ImportDirectoryBuildTargets=false", "-p:ImportDirectoryPackagesProps=false"];
        if (await InstallerRun.TryAsync([dotnet, "restore", Project, "--packages", packages, "-v:q", "-nologo", .. alone], folder, cancellationToken) is var (reason, _))
            return $"NuGet could not install the dependencies of the starter '{starter.Name}'. Check the network, or set your registry with 'dotnet nuget add source', and try again. It said: {reason}";
        Directory.Delete(Path.Combine(folder, "obj"), recursive: true); // It names this folder; the sandbox makes its own.
        Prune(packages);
        return null;
    }

    /// <summary>Nine tenths of a package with native libraries are for other systems, and the archives are unpacked already.</summary>
    private static void Prune(string packages)
    {
        foreach (var archive in Directory.EnumerateFiles(packages, "*.nupkg", SearchOption.AllDirectories))
            File.Delete(archive);
        var kept = $"-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        foreach (var system in Directory.GetDirectories(packages, "runtimes", SearchOption.AllDirectories).SelectMany(Directory.GetDirectories))
        {
            var name = Path.GetFileName(system);
            if (name.Contains('-', StringComparison.Ordinal) && !(name.StartsWith("linux", StringComparison.Ordinal) && name.EndsWith(kept, StringComparison.Ordinal)))
                Directory.Delete(system, recursive: true);
        }
    }
}
