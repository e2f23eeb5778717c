using System.Text.Json;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Provisioning;

/// <summary>Remembers beside each workspace what it was made from.</summary>
internal sealed class ProjectStarters(StarterCatalog starters, DataFolder data)
{
    /// <summary>Null when the project has no workspace or its starter is gone.</summary>
    public Starter? Find(Guid projectId) =>
        IsKnown(projectId) && JsonSerializer.Deserialize<Marker>(File.ReadAllText(MarkerOf(projectId))) is { } marker ? starters.Find(marker.Starter) : null;

    /// <summary>The workspace was made completely.</summary>
    public bool IsKnown(Guid projectId) => File.Exists(MarkerOf(projectId));

    public Task SetAsync(Guid projectId, string starter, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(MarkerOf(projectId), JsonSerializer.Serialize(new Marker(starter)), cancellationToken);

    private string MarkerOf(Guid projectId) => Path.Combine(data.ProjectFolder(projectId), "project.json");

    private sealed record Marker(string Starter);
}
