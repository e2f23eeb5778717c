using Microsoft.Extensions.Options;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Sandboxes;
using Samokoder.Contracts.Sandboxes;
using Samokoder.Messaging.Sandboxes;

namespace Samokoder.AgentService.Terminals;

/// <param name="Terminal">Null when there is none.</param>
/// <param name="Failure">Why; null otherwise.</param>
internal sealed record TerminalOpening(ProjectTerminal? Terminal, TerminalEnded? Failure);

/// <summary>The shells of this replica: opens them within the limits, finds them again, and ends those that nobody comes back to.</summary>
internal sealed partial class ProjectTerminals(
    ISandboxProvider sandboxes, TerminalDirectory directory, ReplicaAddress address, IOptions<TerminalOptions> options, TimeProvider time, ILogger<ProjectTerminals> log)
    : BackgroundService
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, Place> places = [];

    /// <summary>Null when it is not here, has ended, or belongs to another project.</summary>
    public ProjectTerminal? Find(Guid projectId, Guid session)
    {
        lock (gate)
            return places.GetValueOrDefault(session)?.Terminal is { Ended.IsCompleted: false } terminal && terminal.ProjectId == projectId ? terminal : null;
    }

    public async Task<TerminalOpening> OpenAsync(Guid projectId, Guid ownerId, TerminalRequest request, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        if (await TakePlaceAsync(projectId, ownerId, id) is { } limit)
            return Failed(limit, null);
        try
        {
            var opened = await sandboxes.Get(projectId).OpenTerminalAsync(request, cancellationToken);
            if (opened.Terminal is not { } shell)
                return Failed(TerminalEnd.Unavailable, opened.Problem);
            var terminal = new ProjectTerminal(id, projectId, shell, options.Value.HistoryKb * 1024, time);
            lock (gate)
                places[id] = new Place(projectId, ownerId, terminal);
            _ = LeaveWhenEndedAsync(terminal); // Ends with the shell.
            await AnnounceAsync(projectId);
            return new TerminalOpening(terminal, null);
        }
        catch (IOException e)
        {
            return Failed(TerminalEnd.Unavailable, e.Message);
        }
        finally
        {
            LeaveUnused(id);
        }
    }

    /// <summary>Ends all shells of a project.</summary>
    public Task RemoveAsync(Guid projectId) => Task.WhenAll(Of(projectId).Select(t => t.EndAsync(TerminalEnd.Exited)));

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(All().Select(t => t.EndAsync(TerminalEnd.Exited)));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TerminalDirectory.RefreshInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await TendAsync();
    }

    /// <summary>Ends what is idle or left alone, and says again where the others are.</summary>
    internal async Task TendAsync()
    {
        foreach (var terminal in All())
        {
            if (IsOver(terminal))
                await TryEndAsync(terminal);
        }
        foreach (var projectId in All().Select(t => t.ProjectId).Distinct())
            await AnnounceAsync(projectId);
    }

    private bool IsOver(ProjectTerminal terminal) =>
        terminal.IsConnected ? terminal.Quiet > options.Value.IdleTimeout : terminal.Alone > options.Value.KeepTime;

    /// <summary>One that cannot be ended is tried again in the next round, and is no reason to leave the others alone.</summary>
    private async Task TryEndAsync(ProjectTerminal terminal)
    {
        LogIdle(log, terminal.ProjectId);
        try
        {
            await terminal.EndAsync(TerminalEnd.Idle);
        }
        catch (Exception exception)
        {
            LogNotEnded(log, exception, terminal.ProjectId);
        }
    }

    /// <summary>Ends the oldest shell that nobody is connected to when there is no other place. Null when there is one now.</summary>
    private async Task<TerminalEnd?> TakePlaceAsync(Guid projectId, Guid ownerId, Guid id)
    {
        ProjectTerminal? left = null;
        lock (gate)
        {
            if (Full(projectId, ownerId) is var (limit, taken))
            {
                left = taken.Select(p => p.Terminal).FirstOrDefault(t => t is { IsConnected: false });
                if (left is null)
                    return limit;
                places.Remove(left.Id);
            }
            places[id] = new Place(projectId, ownerId, null);
        }
        if (left is not null)
            await left.EndAsync(TerminalEnd.Idle);
        return null;
    }

    /// <summary>Which limit is reached, and by what; null when there is room.</summary>
    private (TerminalEnd Limit, List<Place> Taken)? Full(Guid projectId, Guid ownerId)
    {
        var ofProject = places.Values.Where(p => p.ProjectId == projectId).ToList();
        if (ofProject.Count >= options.Value.MaxPerProject)
            return (TerminalEnd.TooMany, ofProject);
        var ofOwner = places.Values.Where(p => p.OwnerId == ownerId).ToList();
        return ofOwner.Count >= options.Value.MaxPerPerson ? (TerminalEnd.TooManyOfPerson, ofOwner) : null;
    }

    private void LeaveUnused(Guid id)
    {
        lock (gate)
        {
            if (places.TryGetValue(id, out var place) && place.Terminal is null)
                places.Remove(id);
        }
    }

    private async Task LeaveWhenEndedAsync(ProjectTerminal terminal)
    {
        await terminal.Ended;
        lock (gate)
            places.Remove(terminal.Id);
    }

    private Task AnnounceAsync(Guid projectId) => address.Url is { } url ? directory.SetAsync(projectId, url) : Task.CompletedTask;

    private List<ProjectTerminal> All()
    {
        lock (gate)
            return [.. places.Values.Select(p => p.Terminal).OfType<ProjectTerminal>()];
    }

    private IEnumerable<ProjectTerminal> Of(Guid projectId) => All().Where(t => t.ProjectId == projectId);

    private static TerminalOpening Failed(TerminalEnd reason, string? detail) => new(null, new TerminalEnded(reason, Detail: detail));

    [LoggerMessage(LogLevel.Information, "A terminal of project {ProjectId} was idle and is ended.")]
    private static partial void LogIdle(ILogger logger, Guid projectId);

    [LoggerMessage(LogLevel.Error, "A terminal of project {ProjectId} could not be ended. It is tried again.")]
    private static partial void LogNotEnded(ILogger logger, Exception exception, Guid projectId);

    /// <param name="Terminal">Null while it is being opened.</param>
    private sealed record Place(Guid ProjectId, Guid OwnerId, ProjectTerminal? Terminal);
}
