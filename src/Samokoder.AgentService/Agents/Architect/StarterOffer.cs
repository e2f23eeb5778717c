using Samokoder.AgentService.AppDatabases;
using Samokoder.AgentService.Provisioning;
using Samokoder.AgentService.Sandboxes;
using Samokoder.Contracts.Projects;

namespace Samokoder.AgentService.Agents.Architect;

/// <summary>The starters that can be chosen on this installation.</summary>
internal sealed class StarterOffer(StarterCatalog starters, AppDatabaseServer databases, DotnetSdk sdk)
{
    public IReadOnlyList<Starter> All => [.. starters.All.Where(s => (databases.IsConfigured || !s.Manifest.Database) && (sdk.Program is not null || !s.Manifest.IsDotnet))];

    /// <summary>What an app starts from when nothing asks for more or less.</summary>
    public Starter Usual => Find(StarterIds.ReactVite) ?? All[0];

    public Starter? Find(string id) => All.FirstOrDefault(s => s.Name == id);

    /// <summary>For the architect.</summary>
    public string Describe() => string.Join('\n', All.Select(s => $"- `{s.Name}`: {s.Manifest.Title}. {s.Manifest.Description}"));
}
