using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Samokoder.EmbeddedHosting.Logs;
using Samokoder.EmbeddedHosting.State;

namespace Samokoder.EmbeddedHosting.Engine;

/// <summary>Keeps one resource in the state that is wanted: waits for what it needs, starts it, watches it, starts it again.</summary>
internal sealed class ResourceSupervisor(ResourceContext context, IResourceLauncher launcher, bool endsBySuccess)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _commands = new(1, 1);
    private readonly Pulse _wantedChanged = new();
    private volatile bool _wanted = true;
    private CancellationTokenSource? _run;
    private int _crashes;

    public ResourceInstance Instance => context.Instance;

    public string Id => context.Id;

    /// <summary>Runs until the token is cancelled, and stops the resource before it returns.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (!await IsWantedAsync(cancellationToken))
                return;
            using var run = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _run = run;
            if (_wanted)
                await RunOnceAsync(run.Token);
            _run = null;
            Report(s => s); // a stop command may be waiting for this
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => CommandAsync(() =>
    {
        _crashes = 0;
        Want(true);
        return Task.CompletedTask;
    }, cancellationToken);

    /// <summary>Returns when the resource has ended.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => CommandAsync(() => StopCoreAsync(cancellationToken), cancellationToken);

    public Task RestartAsync(CancellationToken cancellationToken) => CommandAsync(async () =>
    {
        await StopCoreAsync(cancellationToken);
        _crashes = 0;
        Want(true);
    }, cancellationToken);

    private async Task StopCoreAsync(CancellationToken cancellationToken)
    {
        Want(false);
        if (_run is { } run)
            await CancelAsync(run);
        await context.Board.WaitUntilAsync(HasEnded, cancellationToken);
    }

    private static async Task CancelAsync(CancellationTokenSource run)
    {
        try
        {
            await run.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // the run ended at the same moment
        }
    }

    private bool HasEnded()
    {
        var state = context.Board.Find(Id)!.State;
        return _run is null && (state == KnownResourceStates.Exited || state == KnownResourceStates.Finished
            || state == KnownResourceStates.FailedToStart || state == KnownResourceStates.NotStarted);
    }

    private void Want(bool wanted)
    {
        _wanted = wanted;
        _wantedChanged.Beat();
    }

    private async Task CommandAsync(Func<Task> command, CancellationToken cancellationToken)
    {
        await _commands.WaitAsync(cancellationToken);
        try
        {
            await command();
        }
        finally
        {
            _commands.Release();
        }
    }

    private async Task<bool> IsWantedAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var next = _wantedChanged.NextAsync(cancellationToken);
                if (_wanted)
                    return true;
                await next;
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WaitForDependenciesAsync(cancellationToken);
            Report(s => s with { State = KnownResourceStates.Starting, Message = null, ExitCode = null });
            await using var running = await launcher.StartAsync(cancellationToken);
            Report(s => s with { Pid = running.Pid, StartedAt = context.Time.GetUtcNow(), Message = null });
            await WatchAsync(running, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Report(s => s with { State = KnownResourceStates.Exited, Health = ResourceHealth.Unknown, Pid = null, StartedAt = null, Message = null });
        }
        catch (Exception exception) // the edge of the loop: the reason is shown, and a start command tries again
        {
            Fail(FailureText.Of(exception));
        }

        await DelayRestartAsync(cancellationToken);
    }

    private async Task WaitForDependenciesAsync(CancellationToken cancellationToken)
    {
        var dependencies = Instance.Dependencies.Select(d => d.Name).ToList();
        while (true)
        {
            var next = context.Board.NextChangeAsync(cancellationToken);
            var missing = dependencies.Where(d => !context.Board.IsHealthy(d)).ToList();
            if (missing.Count == 0)
                return;
            ReportWaiting($"Waiting for {string.Join(", ", missing)}.");
            await next;
        }
    }

    private void ReportWaiting(string message)
    {
        if (context.Board.Find(Id) is { } current && (current.State != KnownResourceStates.Waiting || current.Message != message))
            Report(s => s with { State = KnownResourceStates.Waiting, Health = ResourceHealth.Unknown, Message = message });
    }

    private async Task WatchAsync(IRunningResource running, CancellationToken cancellationToken)
    {
        var started = context.Time.GetTimestamp();
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var monitor = new HealthMonitor(context, launcher);
        var health = monitor.RunAsync(watching.Token);
        await Task.WhenAny(running.Exited, health);
        var stopped = cancellationToken.IsCancellationRequested && !running.Exited.IsCompleted;
        await watching.CancelAsync();
        await health;
        if (stopped)
            await StopRunningAsync(running);
        else
            Ended(await running.Exited, monitor.WasHealthy, context.Time.GetElapsedTime(started));
    }

    private async Task StopRunningAsync(IRunningResource running)
    {
        Report(s => s with { State = KnownResourceStates.Stopping, Health = ResourceHealth.Unknown });
        await running.StopAsync();
        var exitCode = await running.Exited;
        context.Log(string.Create(CultureInfo.InvariantCulture, $"Stopped (exit code {exitCode})."), LogLevel.Information);
        Report(s => s with { State = KnownResourceStates.Exited, Pid = null, StartedAt = null, ExitCode = exitCode, Message = null });
    }

    private void Ended(int exitCode, bool wasHealthy, TimeSpan lived)
    {
        _crashes = lived > StableAfter ? 1 : _crashes + 1;
        if (!wasHealthy && launcher.ExplainEarlyExit(exitCode) is { } reason)
        {
            Fail(reason);
            return;
        }

        var finished = endsBySuccess && exitCode == 0;
        _wanted &= !finished;
        var message = string.Create(CultureInfo.InvariantCulture, $"Ended with exit code {exitCode}{Signal(exitCode)}.");
        context.Log(message, finished ? LogLevel.Information : LogLevel.Error);
        Report(s => s with
        {
            State = finished ? KnownResourceStates.Finished : KnownResourceStates.Exited,
            Health = ResourceHealth.Unknown, Pid = null, StartedAt = null, ExitCode = exitCode, Message = message,
        });
    }

    /// <summary>By convention 128 and the number of the signal that ended the process.</summary>
    private static string Signal(int exitCode) => exitCode switch
    {
        134 => " (aborted)",
        137 => " (killed)",
        139 => " (segmentation fault)",
        143 => " (terminated)",
        _ => "",
    };

    private void Fail(string reason)
    {
        _wanted = false;
        context.Log(reason, LogLevel.Critical);
        Report(s => s with { State = KnownResourceStates.FailedToStart, Health = ResourceHealth.Unhealthy, Pid = null, StartedAt = null, Message = reason });
    }

    private async Task DelayRestartAsync(CancellationToken cancellationToken)
    {
        if (!_wanted || cancellationToken.IsCancellationRequested)
            return;
        var delay = TimeSpan.FromTicks(Math.Min(LongestDelay.Ticks, FirstDelay.Ticks << Math.Min(_crashes - 1, 10)));
        context.Log(string.Create(CultureInfo.InvariantCulture, $"Starting again in {delay.TotalSeconds:0.#} s."), LogLevel.Warning);
        Report(s => s with { Restarts = s.Restarts + 1 });
        // A start command does not wait for the rest of the delay.
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(Task.Delay(delay, context.Time, waiting.Token), _wantedChanged.NextAsync(waiting.Token));
        await waiting.CancelAsync();
    }

    private void Report(Func<ResourceSnapshot, ResourceSnapshot> change) => context.Board.Update(Id, change);
}
