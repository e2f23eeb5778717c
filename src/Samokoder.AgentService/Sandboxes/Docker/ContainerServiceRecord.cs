using System.Text.Json;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Sandboxes.Docker;

/// <summary>
/// What the next process of ours has to know of a running service to take it over. A file beside the project's files, where no sandbox sees it; the engine
/// knows nothing of a command but its id.
/// </summary>
/// <param name="Tag">Its group, see <see cref="ContainerReaper"/>.</param>
/// <param name="Socket">See <see cref="Bubblewrap.AppSocket.Id"/>.</param>
internal sealed record ContainerServiceRecord(string Container, string Exec, int Tag, int Port, string Socket)
{
    /// <summary>Null when there is none, or one of another version of this program.</summary>
    public static ContainerServiceRecord? Read(DataFolder data, Guid projectId)
    {
        try
        {
            return File.Exists(PathOf(data, projectId)) ? JsonSerializer.Deserialize<ContainerServiceRecord>(File.ReadAllText(PathOf(data, projectId))) : null;
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            return null;
        }
    }

    public void Write(DataFolder data, Guid projectId) => File.WriteAllText(PathOf(data, projectId), JsonSerializer.Serialize(this));

    /// <summary>Unless it speaks of another service by now.</summary>
    public void Delete(DataFolder data, Guid projectId)
    {
        if (Read(data, projectId)?.Exec == Exec)
            File.Delete(PathOf(data, projectId));
    }

    private static string PathOf(DataFolder data, Guid projectId) => Path.Combine(data.ProjectFolder(projectId), "service.json");
}
