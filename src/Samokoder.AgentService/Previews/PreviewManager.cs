using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Samokoder.Contracts.Previews;
using Samokoder.Messaging.Previews;

namespace Samokoder.AgentService.Previews;

/// <inheritdoc cref="IPreviews"/>
internal sealed partial class PreviewManager(
    PreviewLauncher launcher, PreviewAnnouncer announcer, PreviewRoom room, TimeProvider time, IOptions<PreviewRunOptions> options, ILogger<PreviewManager> log)
    : BackgroundService, IPreviews
{
    private readonly ConcurrentDictionary<Guid, Preview> previews = new();
    private readonly CancellationTokenSource stopping = new();
    private Task? stop;

    public async Task<PreviewState> StartAsync(PreviewProject project, CancellationToken cancellationToken) =>
        await PreviewOf(project).StartAsync().WaitAsync(cancellationToken);

    public PreviewState Wake(PreviewProject project)
    {
        var preview = PreviewOf(project);
        preview.BeginStart();
        return preview.State;
    }

    public Task<PreviewState> StopAsync(PreviewProject project, CancellationToken cancellationToken) =>
        PreviewOf(project).StopAsync().WaitAsync(cancellationToken);

    public PreviewState Get(PreviewProject project) => PreviewOf(project).State;

    public string? AddressOf(Guid projectId) => previews.TryGetValue(projectId, out var preview) ? preview.Address : null;

    public Task RemoveAsync(Guid projectId) =>
        previews.TryRemove(projectId, out var preview) && preview.IsActive ? preview.StopAsync() : Task.CompletedTask;

    /// <summary>A host may be asked to stop more than once, and is disposed when the last call returns: all wait for the same stop.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        lock (previews)
            return stop ??= StopAllAsync(cancellationToken);
    }

    private async Task StopAllAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await stopping.CancelAsync();
        if (options.Value.KeepRunningOnStop && launcher.AppsSurvive)
            return;
        await Task.WhenAll(previews.Values.Where(p => p.IsActive).Select(p => p.StopAsync()));
    }

    public override void Dispose()
    {
        base.Dispose();
        stopping.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // The host's start must not wait for Redis.
        await TakeOverAsync(stoppingToken);
        using var timer = new PeriodicTimer(PreviewDirectory.RefreshInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await TendAsync();
    }

    /// <summary>What an earlier process announced either still runs and is ours now, or is taken back.</summary>
    internal async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        foreach (var left in announcer.Left())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await PreviewOf(left).AdoptAsync())
                LogTakenOver(log, left.ProjectId);
            else
                await announcer.CorrectAsync(left);
        }
    }

    /// <summary>Repeats what runs to the directory and stops what nobody looks at.</summary>
    internal async Task TendAsync()
    {
        foreach (var preview in previews.Values.Where(p => p.State.Status != PreviewStatus.Stopped))
        {
            if (preview.IsActive && time.GetUtcNow() - preview.LastUsed > options.Value.IdleTimeout)
            {
                LogIdle(log, preview.Project.ProjectId);
                await preview.StopAsync();
            }
            else
            {
                await announcer.RepeatAsync(preview.Project, preview.State.Status, preview.Address, preview.Error);
            }
        }
    }

    private Preview PreviewOf(PreviewProject project) =>
        previews.GetOrAdd(project.ProjectId, _ => new Preview(project, launcher, announcer, room, time, stopping.Token));

    [LoggerMessage(LogLevel.Information, "The preview of project {ProjectId} goes on: an earlier process of this service had started it.")]
    private static partial void LogTakenOver(ILogger logger, Guid projectId);

    [LoggerMessage(LogLevel.Information, "The preview of project {ProjectId} was idle and is stopped.")]
    private static partial void LogIdle(ILogger logger, Guid projectId);
}
