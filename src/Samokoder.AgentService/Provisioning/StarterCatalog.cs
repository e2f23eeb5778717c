using Samokoder.Contracts.Projects;

namespace Samokoder.AgentService.Provisioning;

/// <param name="Folder">Where its own files are.</param>
/// <param name="Base">The starter whose files it has as well.</param>
internal sealed record Starter(string Folder, StarterManifest Manifest, Starter? Base = null)
{
    public string Name => Manifest.Name;

    /// <summary>Where each of its files is, by its path in a workspace; its own stand in the place of its base's.</summary>
    public IReadOnlyDictionary<string, string> Files
    {
        get
        {
            var files = new Dictionary<string, string>(Base?.Files ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal);
            foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
                files[Path.GetRelativePath(Folder, file).Replace('\\', '/')] = file;
            return files;
        }
    }
}

/// <summary>The starters that came with this program: the folders of <c>Starters</c> beside it, the usual one first.</summary>
internal sealed class StarterCatalog
{
    private readonly string folder;

    public StarterCatalog()
        : this(Path.Combine(AppContext.BaseDirectory, "Starters"))
    {
    }

    public StarterCatalog(string folder)
    {
        this.folder = folder;
        All = Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).Select(Path.GetFileName).Where(HasManifest!).Select(name => Load(name!))
                .OrderBy(s => s.Name != StarterIds.ReactVite).ThenBy(s => s.Name, StringComparer.Ordinal)]
            : [];
    }

    public IReadOnlyList<Starter> All { get; }

    public Starter? Find(string name) => All.FirstOrDefault(starter => starter.Name == name);

    private bool HasManifest(string name) => File.Exists(ManifestOf(name));

    private Starter Load(string name)
    {
        var manifest = StarterManifest.Read(ManifestOf(name));
        return new Starter(Path.Combine(folder, name), manifest, manifest.Base is { } below ? Load(below) : null);
    }

    private string ManifestOf(string name) => Path.Combine(folder, name, "starter.json");
}
