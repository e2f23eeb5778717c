using System.Diagnostics.CodeAnalysis;
using Samokoder.Contracts.Previews;

namespace Samokoder.AgentService.Previews;

/// <summary>
/// One project's app. Starts, stops and crashes of it happen one after the other; whoever only looks never waits.
/// </summary>
internal sealed class Preview(PreviewProject project, PreviewLauncher launcher, PreviewAnnouncer announcer, PreviewRoom room, TimeProvider time, CancellationToken stopping)
{
    /// <summary>A dev server that lived longer than this before it died was not broken: it may be restarted once more.</summary>
    private static readonly TimeSpan HealthyTime = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim gate = new(1);
    private readonly Lock starting = new();
    private Task<PreviewState>? start;
    private Task? watching;
    private volatile CancellationTokenSource? launching;
    private volatile Snapshot current = Snapshot.Stopped;

    /// <summary>Last time that somebody asked for it or had it open.</summary>
    public DateTimeOffset LastUsed => Later(current.AskedAt, current.Service?.LastUsed);

    public bool IsActive => current.Status is PreviewStatus.Starting or PreviewStatus.Running;

    public PreviewState State => current.ToState(project);

    public string? Address => current is { Status: PreviewStatus.Running, Service: { } service } ? service.Address : null;

    public PreviewProject Project => project;

    public string? Error => current.Error;

    /// <summary>The one start that everybody waits for. Ends in a state, never in an exception.</summary>
    public Task<PreviewState> StartAsync()
    {
        BeginStart();
        return start;
    }

    [MemberNotNull(nameof(start))]
    public void BeginStart()
    {
        lock (starting)
        {
            if (start is not { IsCompleted: false })
                start = RunStartAsync();
        }
    }

    /// <summary>Takes over what an earlier process of ours left running. False when there is nothing.</summary>
    public async Task<bool> AdoptAsync()
    {
        await gate.WaitAsync(CancellationToken.None);
        try
        {
            if (IsActive)
                return true;
            if (await launcher.AdoptAsync(project.ProjectId, stopping) is not { Service: { } service } launch)
                return false;
            var now = time.GetUtcNow();
            await room.EnterAsync(this); // It runs already: there is nothing to refuse.
            await ChangeAsync(new Snapshot(PreviewStatus.Running, service, null, now, now, launch.Log));
            watching = WatchAsync(service, restarts: 0);
            return true;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Also ends a start that is under way.</summary>
    public async Task<PreviewState> StopAsync()
    {
        if (launching is { } launch)
            await launch.CancelAsync();
        await gate.WaitAsync(CancellationToken.None);
        try
        {
            if (current.Service is { } service)
                await service.StopAsync();
            await ChangeAsync(Snapshot.Stopped);
            return State;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<PreviewState> RunStartAsync()
    {
        await gate.WaitAsync(CancellationToken.None);
        try
        {
            current = current with { AskedAt = time.GetUtcNow() };
            if (current.Status != PreviewStatus.Running)
                await EnterAsync();
            return State;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task EnterAsync()
    {
        if (await room.EnterAsync(this) is { } problem)
            await ChangeAsync(new Snapshot(PreviewStatus.Failed, null, problem, null, time.GetUtcNow(), []));
        else
            await LaunchAsync(restarts: 0);
    }

    private async Task LaunchAsync(int restarts)
    {
        var now = time.GetUtcNow();
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        launching = cancel; // Before anybody can see that it starts, and ask to stop it.
        try
        {
            await ChangeAsync(new Snapshot(PreviewStatus.Starting, null, null, now, now, []));
            var launch = await launcher.LaunchAsync(project.ProjectId, cancel.Token);
            var status = launch.Service is null ? PreviewStatus.Failed : PreviewStatus.Running;
            await ChangeAsync(new Snapshot(status, launch.Service, launch.Problem, now, now, launch.Log));
            if (launch.Service is not null)
                watching = WatchAsync(launch.Service, restarts);
        }
        catch (OperationCanceledException)
        {
            await ChangeAsync(Snapshot.Stopped);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            await ChangeAsync(new Snapshot(PreviewStatus.Failed, null, $"The preview could not be started: {e.Message}", now, now, []));
        }
        finally
        {
            launching = null;
        }
    }

    private async Task WatchAsync(Sandboxes.ISandboxService service, int restarts)
    {
        var exit = await service.Completion;
        if (exit.Stopped || stopping.IsCancellationRequested)
            return;
        await gate.WaitAsync(CancellationToken.None);
        try
        {
            if (current.Service != service)
                return;
            var lived = time.GetUtcNow() - (current.StartedAt ?? time.GetUtcNow());
            if (restarts == 0 || lived > HealthyTime)
                await LaunchAsync(restarts: 1);
            else
                await ChangeAsync(Crashed(service, exit));
        }
        finally
        {
            gate.Release();
        }
    }

    private Snapshot Crashed(Sandboxes.ISandboxService service, Sandboxes.ServiceExit exit) => new(
        PreviewStatus.Failed, null,
        PreviewLauncher.Describe($"The dev server ended twice, last with code {exit.ExitCode}. {exit.Problem}".TrimEnd(), service.LogTail()),
        current.StartedAt, current.AskedAt, service.LogTail());

    private async Task ChangeAsync(Snapshot next)
    {
        current = next;
        if (!IsActive)
            room.Leave(this);
        await announcer.AnnounceAsync(project, next.Status, Address, next.Error);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset? b) => b is { } other && other > a ? other : a;

    private sealed record Snapshot(
        PreviewStatus Status, Sandboxes.ISandboxService? Service, string? Error, DateTimeOffset? StartedAt, DateTimeOffset AskedAt, IReadOnlyList<string> Log)
    {
        public static Snapshot Stopped { get; } = new(PreviewStatus.Stopped, null, null, null, DateTimeOffset.MinValue, []);

        public PreviewState ToState(PreviewProject project) =>
            new(project.PreviewId, project.ProjectId, Status, Error, StartedAt, Service?.LogTail() ?? Log);
    }
}
