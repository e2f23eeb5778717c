using Samokoder.Contracts;
using Samokoder.Contracts.Projects;

namespace Samokoder.ApiService.Features.Projects;

/// <summary>What a project can begin with. The folders of the same names are AgentService's.</summary>
internal static class Starters
{
    public static bool Exists(string? id) => id is null || StarterIds.All.Contains(id, StringComparer.Ordinal);

    /// <summary>The demo model knows one of them.</summary>
    public static bool Fits(string? id, string model) => id is null or StarterIds.ReactVite || model != ServiceNames.DemoModelId;
}
