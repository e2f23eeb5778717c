namespace Samokoder.AgentService.Runs;

internal enum RunStop
{
    None,

    /// <summary>The user asked.</summary>
    Cancelled,

    /// <summary>Another worker has the run.</summary>
    LeaseLost,

    /// <summary>This process ends; the run goes back to the queue.</summary>
    Shutdown,
}

/// <summary>Stops one run, for one reason: the first that was given.</summary>
internal sealed class RunControl : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private int _reason;

    public CancellationToken Token => _stop.Token;

    public RunStop Reason => (RunStop)Volatile.Read(ref _reason);

    public void Stop(RunStop reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)RunStop.None) == (int)RunStop.None)
            _stop.Cancel();
    }

    public void Dispose() => _stop.Dispose();
}
