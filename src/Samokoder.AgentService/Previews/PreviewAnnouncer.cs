using Microsoft.Extensions.Options;
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
    PreviewDirectory directory, DataFolder data, TimeProvider time, IOptions<PreviewRunOptions> options, IConfiguration configuration, ILogger<PreviewAnnouncer> log)
{
    private const string Marker = "preview";

    private string? Owner => options.Value.OwnerUrl ?? FirstAddress(configuration["urls"] ?? configuration["ASPNETCORE_URLS"]);

    public async Task AnnounceAsync(PreviewProject project, PreviewStatus status, string? address, string? error)
    {
        Mark(project, status is PreviewStatus.Starting or PreviewStatus.Running);
        await TryAsync(() => directory.SetAsync(EntryOf(project, status, address, error)));
    }

    public Task RepeatAsync(PreviewProject project, PreviewStatus status, string? address, string? error) =>
        TryAsync(() => directory.RefreshAsync(EntryOf(project, status, address, error)));

    /// <summary>Takes back what a process before this one announced and left: its sandboxes died with it.</summary>
    public async Task CorrectAsync()
    {
        foreach (var folder in Directory.EnumerateDirectories(data.Workspaces))
        {
            var marker = Path.Combine(folder, Marker);
            if (!File.Exists(marker))
                continue;
            var previewId = await File.ReadAllTextAsync(marker);
            await TryAsync(() => RemoveOwnAsync(previewId));
            File.Delete(marker);
        }
    }

    internal static string? FirstAddress(string? urls)
    {
        var first = urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
        return first?.Replace("://+", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://*", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal);
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
            File.WriteAllText(marker, project.PreviewId);
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
