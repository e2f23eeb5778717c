using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts.Previews;
using Samokoder.Messaging.Previews;
using StackExchange.Redis;

namespace Samokoder.AgentService.Previews;

/// <summary>
/// Tells the preview directory what runs here. Redis being away stops nothing: entries are repeated. Beside each project a file names the
/// preview that was announced, so that after a crash the next process can take the entry back.
/// </summary>
internal sealed partial class PreviewAnnouncer(
    PreviewDirectory directory, DataFolder data, TimeProvider time, ReplicaAddress replica, ILogger<PreviewAnnouncer> log)
{
    private const string Marker = "preview";

    private string? Owner => replica.Url;

    public async Task AnnounceAsync(PreviewProject project, PreviewStatus status, string? address, string? error)
    {
        Mark(project, status is PreviewStatus.Starting or PreviewStatus.Running);
        await TryAsync(() => directory.SetAsync(EntryOf(project, status, address, error)));
    }

    public Task RepeatAsync(PreviewProject project, PreviewStatus status, string? address, string? error) =>
        TryAsync(() => directory.RefreshAsync(EntryOf(project, status, address, error)));

    /// <summary>What a process before this one announced as running and did not take back.</summary>
    public IEnumerable<PreviewProject> Left()
    {
        foreach (var projectId in data.ProjectIds())
        {
            var marker = Path.Combine(data.ProjectFolder(projectId), Marker);
            if (!File.Exists(marker) || File.ReadAllText(marker).Split(' ') is not { Length: > 0 } words)
                continue;
            yield return new PreviewProject(projectId, words[0], words.Length > 1 && Guid.TryParse(words[1], out var owner) ? owner : Guid.Empty);
        }
    }

    /// <summary>Takes it back: it does not run any more.</summary>
    public async Task CorrectAsync(PreviewProject left)
    {
        await TryAsync(() => RemoveOwnAsync(left.PreviewId));
        File.Delete(Path.Combine(data.ProjectFolder(left.ProjectId), Marker));
    }

    private async Task RemoveOwnAsync(string previewId)
    {
        if (await directory.FindAsync(previewId) is { } entry && (entry.Owner == Owner || entry.Address?.StartsWith("unix:", StringComparison.Ordinal) == true))
            await directory.RemoveAsync(previewId);
    }

    private PreviewEntry EntryOf(PreviewProject project, PreviewStatus status, string? address, string? error) =>
        new(project.PreviewId, project.ProjectId, status, address, Owner, error, time.GetUtcNow());

    private void Mark(PreviewProject project, bool active)
    {
        var folder = data.ProjectFolder(project.ProjectId);
        if (!Directory.Exists(folder))
            return;
        var marker = Path.Combine(folder, Marker);
        if (active)
            File.WriteAllText(marker, $"{project.PreviewId} {project.OwnerId}");
        else
            File.Delete(marker);
    }

    private async Task TryAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogAway(log, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The preview directory cannot be written now and will be later: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}
