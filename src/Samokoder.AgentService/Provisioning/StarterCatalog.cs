namespace Samokoder.AgentService.Provisioning;

/// <param name="Folder">Where its files are.</param>
internal sealed record Starter(string Folder, StarterManifest Manifest)
{
    public string Name => Manifest.Name;

    public string LockFile => Path.Combine(Folder, "package-lock.json");
}

/// <summary>The starters that came with this program: the folders of <c>Starters</c> beside it.</summary>
internal sealed class StarterCatalog
{
    public StarterCatalog()
        : this(Path.Combine(AppContext.BaseDirectory, "Starters"))
    {
    }

    public StarterCatalog(string folder) =>
        All = Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).Where(d => File.Exists(Path.Combine(d, "starter.json"))).Select(Load)]
            : [];

    public IReadOnlyList<Starter> All { get; }

    public Starter? Find(string name) => All.FirstOrDefault(starter => starter.Name == name);

    private static Starter Load(string folder) => new(folder, StarterManifest.Read(Path.Combine(folder, "starter.json")));
}
