namespace Samokoder.AgentService.Provisioning.Packages;

/// <summary>Which packages a starter has.</summary>
internal sealed class PackageInstallers(NpmPackages npm, NuGetPackages nuget)
{
    public IPackageInstaller Npm => npm;

    /// <summary>Null when it needs none.</summary>
    public IPackageInstaller? Of(Starter starter) => new IPackageInstaller[] { npm, nuget }.FirstOrDefault(i => File.Exists(Path.Combine(starter.Folder, i.Locks[0])));
}
