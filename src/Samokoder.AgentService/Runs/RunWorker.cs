using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;
using Samokoder.Data.Runs;
using Samokoder.Messaging.Runs;
using StackExchange.Redis;

namespace Samokoder.AgentService.Runs;

/// <summary>Takes runs from the queue as long as there is room, and stops them in order when the process ends.</summary>
internal sealed partial class RunWorker(
    RunQueue queue, RunWakeups wakeups, RunCancellations cancellations, RunExecutor executor, WorkerIdentity identity,
    IOptions<RunOptions> options, TimeProvider time, ILogger<RunWorker> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<Guid, (RunControl Control, Task Work)> _active = new();
    private readonly Channel<bool> _look = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listening = ListenAsync(stoppingToken);
        try
        {
            var first = true;
            while (!stoppingToken.IsCancellationRequested)
            {
                await ClaimAsync(expireDead: first, stoppingToken);
                first = false;
                await WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
        foreach (var (control, _) in _active.Values) control.Stop(RunStop.Shutdown);
        await Task.WhenAll([.. _active.Values.Select(a => a.Work), listening]);
    }

    private async Task ClaimAsync(bool expireDead, CancellationToken cancellationToken)
    {
        var room = options.Value.MaxConcurrent - _active.Count;
        if (room <= 0) return;
        try
        {
            if (expireDead) await queue.ExpireDeadAsync(WorkerIdentity.IsDead, cancellationToken);
            foreach (var run in await queue.ClaimAsync(identity.Name, room, cancellationToken)) Start(run);
        }
        catch (NpgsqlException exception)
        {
            QueueUnreachable(exception.Message);
        }
    }

    private void Start(ClaimedRun run)
    {
        var control = new RunControl();
        if (run.CancelRequested) control.Stop(RunStop.Cancelled);
        var begin = new TaskCompletionSource();
        _active[run.Lease.RunId] = (control, WorkAsync(run, control, begin.Task));
        begin.SetResult();
    }

    private async Task WorkAsync(ClaimedRun run, RunControl control, Task registered)
    {
        await registered;
        await Task.Yield();
        try
        {
            await executor.ExecuteAsync(run, control);
        }
        finally
        {
            _active.TryRemove(run.Lease.RunId, out _);
            control.Dispose();
            _look.Writer.TryWrite(true);
        }
    }

    /// <summary>Until something happens, but not longer than the poll interval.</summary>
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var poll = time.CreateTimer(_ => _look.Writer.TryWrite(true), null, options.Value.PollInterval, Timeout.InfiniteTimeSpan);
        await _look.Reader.ReadAsync(cancellationToken);
    }

    /// <summary>Redis may come later than this process; once subscribed, the connection renews its subscriptions itself.</summary>
    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    await cancellations.SubscribeAsync(Cancel);
                    var wakes = await wakeups.SubscribeAsync();
                    await foreach (var _ in wakes.ReadAllAsync(stoppingToken)) _look.Writer.TryWrite(true);
                }
                catch (Exception exception) when (exception is RedisException or TimeoutException)
                {
                    await Task.Delay(options.Value.PollInterval, time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private void Cancel(Guid runId)
    {
        if (_active.TryGetValue(runId, out var active)) active.Control.Stop(RunStop.Cancelled);
    }

    [LoggerMessage(LogLevel.Warning, "The run queue is not reachable ({Reason}); looking again")]
    private partial void QueueUnreachable(string reason);
}
