using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Files;
using Samokoder.ApiService.Features.Runs;
using Samokoder.Data;
using Samokoder.Messaging.Previews;
using Samokoder.Messaging.Sandboxes;

namespace Samokoder.ApiService.Features.Admin;

/// <summary>
/// Stops what a blocked person has running: their runs, their previews and their terminals. Their sign-ins and tokens are refused already. What cannot be
/// reached now is stopped by the sweep (<see cref="BlockedUserSweep"/>).
/// </summary>
internal sealed partial class BlockedUsers(
    SamokoderDbContext db, RunStop stop, AgentClient agent, PreviewDirectory directory, TerminalDirectory terminals, ILogger<BlockedUsers> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task StopWorkAsync(Guid userId, CancellationToken cancellationToken)
    {
        var runs = await db.Runs.Where(r => r.EndedAt == null && db.Projects.Any(p => p.Id == r.ProjectId && p.OwnerId == userId))
            .Select(r => r.Id).ToListAsync(cancellationToken);
        foreach (var run in runs)
            await stop.TryStopAsync(run, cancellationToken);
        foreach (var preview in await PreviewsOfAsync(userId, cancellationToken))
            await StopPreviewAsync(preview, cancellationToken);
        foreach (var project in await db.Projects.Where(p => p.OwnerId == userId).Select(p => p.Id).ToListAsync(cancellationToken))
            await EndTerminalsAsync(project, cancellationToken);
    }

    /// <summary>Tells the gateways to ask again who may see the person's previews: nobody while the person is blocked.</summary>
    public async Task AnnounceAsync(Guid userId, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var preview in await PreviewsOfAsync(userId, cancellationToken))
                await directory.AnnounceAsync(preview);
        }
        catch (Exception exception) when (exception is StackExchange.Redis.RedisException or TimeoutException)
        {
            Late(exception);
        }
    }

    private Task<List<string>> PreviewsOfAsync(Guid userId, CancellationToken cancellationToken) =>
        db.Projects.Where(p => p.OwnerId == userId).Select(p => p.PreviewId).ToListAsync(cancellationToken);

    /// <summary>Only one that runs somewhere; a stopped one is not woken for a blocked owner.</summary>
    private async Task StopPreviewAsync(string previewId, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            if (await directory.FindAsync(previewId) is { Owner: { } owner })
                (await agent.SendAsync(HttpMethod.Post, $"previews/{previewId}/stop", owner, limit.Token)).Dispose();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested
            && exception is HttpRequestException or OperationCanceledException or StackExchange.Redis.RedisException or TimeoutException)
        {
            NotStopped(previewId, exception);
        }
    }

    private async Task EndTerminalsAsync(Guid project, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            if (await terminals.FindAsync(project) is { } owner)
                (await agent.SendAsync(HttpMethod.Delete, $"projects/{project}/terminal", owner, limit.Token)).Dispose();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is HttpRequestException or OperationCanceledException)
        {
            NotEnded(project, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Redis does not answer: gateways notice up to 30 s late that a user was blocked or let in again")]
    private partial void Late(Exception exception);

    [LoggerMessage(LogLevel.Warning, "Terminals of a blocked user's project {ProjectId} could not be ended; without a connection they end in a few minutes")]
    private partial void NotEnded(Guid projectId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Preview {PreviewId} of a blocked user could not be stopped; it ends when it is idle")]
    private partial void NotStopped(string previewId, Exception exception);
}
