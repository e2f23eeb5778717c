using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Samokoder.AgentService.Browsers;
using Samokoder.AgentService.Llm;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;

namespace Samokoder.AgentService.Runs;

/// <summary>
/// Works on one claimed run until it ends, parks, or must be left. Postgres going away is not the run's failure: it is waited for, and
/// the run goes on from what the journal holds.
/// </summary>
internal sealed partial class RunExecutor(
    RunQueue queue, RunSessions sessions, RunLoop loop, IBrowsers browsers, RunMetrics metrics, IOptions<RunOptions> options, TimeProvider time, ILogger<RunExecutor> logger)
{
    private static readonly TimeSpan StoreRetryDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>Never throws; what went wrong is in the run and in the log.</summary>
    public async Task ExecuteAsync(ClaimedRun run, RunControl control)
    {
        using var activity = RunMetrics.Source.StartActivity("run");
        activity?.SetTag("samokoder.run.id", run.Lease.RunId).SetTag("samokoder.project.id", run.ProjectId);
        var started = time.GetTimestamp();
        Claimed(run.Lease.RunId, run.Lease.Epoch, run.Attempts);
        using var working = CancellationTokenSource.CreateLinkedTokenSource(control.Token);
        var renewal = RenewAsync(run.Lease, control, working.Token);
        try
        {
            while (!await TryAsync(run, control)) await WaitForStoreAsync(run.Lease, control);
        }
        catch (LeaseLostException)
        {
            LeaseLost(run.Lease.RunId);
        }
        finally
        {
            await working.CancelAsync();
            await renewal;
            metrics.Left(time.GetElapsedTime(started));
        }
    }

    /// <summary>False when the database went away: wait for it and try again.</summary>
    private async Task<bool> TryAsync(ClaimedRun run, RunControl control)
    {
        try
        {
            await WorkAsync(run, control);
            return true;
        }
        catch (Exception exception) when (IsStoreAway(exception))
        {
            StoreAway(run.Lease.RunId, exception.Message);
            return false;
        }
    }

    private async Task WorkAsync(ClaimedRun run, RunControl control)
    {
        try
        {
            control.Token.ThrowIfCancellationRequested();
            if (run.Attempts > options.Value.MaxAttempts) throw new RunFailedException(GivenUp(run.Attempts));
            await using var session = await sessions.OpenAsync(run, control.Token);
            await loop.RunAsync(session, control.Token);
        }
        catch (OperationCanceledException) when (control.Reason != RunStop.None)
        {
            await LeaveAsync(run.Lease, control.Reason);
        }
        catch (LlmException exception)
        {
            await FailAsync(run.Lease, new RunError(exception.Failure.Code, exception.Failure.Detail));
        }
        catch (RunFailedException exception)
        {
            await FailAsync(run.Lease, exception.Error);
        }
        catch (Exception exception) when (exception is not LeaseLostException && !IsStoreAway(exception))
        {
            Crashed(exception, run.Lease.RunId);
            await FailAsync(run.Lease, new RunError(
                ErrorCodes.RunCrashed, "A fault in Samokoder stopped this run. Nothing is lost; try again. The server's log says more."));
        }
        finally
        {
            await browsers.CloseAsync(run.ProjectId);
        }
    }

    private async Task LeaveAsync(RunLease lease, RunStop reason)
    {
        switch (reason)
        {
            case RunStop.Cancelled:
                await sessions.EndAsync(lease, RunStatus.Cancelled, null, CancellationToken.None);
                metrics.Ended(RunStatus.Cancelled);
                break;
            case RunStop.Shutdown:
                await queue.ReleaseAsync(lease, CancellationToken.None);
                break;
        }
    }

    private async Task FailAsync(RunLease lease, RunError error)
    {
        Failed(lease.RunId, error.Code);
        await sessions.EndAsync(lease, RunStatus.Failed, error, CancellationToken.None);
        metrics.Ended(RunStatus.Failed);
    }

    private async Task RenewAsync(RunLease lease, RunControl control, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(RunLease.RenewInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                try
                {
                    if (await queue.RenewAsync(lease, cancellationToken)) control.Stop(RunStop.Cancelled);
                }
                catch (NpgsqlException exception)
                {
                    StoreAway(lease.RunId, exception.Message);
                }
            }
        }
        catch (LeaseLostException)
        {
            control.Stop(RunStop.LeaseLost);
        }
        catch (OperationCanceledException)
        {
            // The run was left.
        }
    }

    /// <summary>Until the lease could be renewed; if another worker took the run meanwhile, that says so.</summary>
    private async Task WaitForStoreAsync(RunLease lease, RunControl control)
    {
        while (control.Reason is RunStop.None or RunStop.Cancelled)
        {
            await Task.Delay(StoreRetryDelay, time, CancellationToken.None);
            try
            {
                await queue.RenewAsync(lease, CancellationToken.None);
                return;
            }
            catch (NpgsqlException exception)
            {
                StoreAway(lease.RunId, exception.Message);
            }
        }
        throw new LeaseLostException(lease);
    }

    private static RunError GivenUp(int attempts) => new(
        ErrorCodes.RunGivenUp, $"This run stopped the server's worker {attempts} times in a row and was given up. Try a smaller step.");

    /// <summary>A connection that broke, a server that starts or stops; not an error in what was asked of it.</summary>
    private static bool IsStoreAway(Exception exception) => exception switch
    {
        PostgresException refused => refused.IsTransient || refused.SqlState.StartsWith("57P", StringComparison.Ordinal),
        NpgsqlException => true,
        DbUpdateException { InnerException: { } inner } => IsStoreAway(inner),
        InvalidOperationException { InnerException: NpgsqlException inner } => IsStoreAway(inner),
        _ => false,
    };

    [LoggerMessage(LogLevel.Information, "Working on run {RunId}, epoch {Epoch}, attempt {Attempt}")]
    private partial void Claimed(Guid runId, long epoch, int attempt);

    [LoggerMessage(LogLevel.Information, "Run {RunId} ended with {Code}")]
    private partial void Failed(Guid runId, string code);

    [LoggerMessage(LogLevel.Warning, "Run {RunId} went to another worker")]
    private partial void LeaseLost(Guid runId);

    [LoggerMessage(LogLevel.Warning, "Run {RunId} waits for PostgreSQL ({Reason})")]
    private partial void StoreAway(Guid runId, string reason);

    [LoggerMessage(LogLevel.Error, "Run {RunId} stopped by a fault")]
    private partial void Crashed(Exception exception, Guid runId);
}
