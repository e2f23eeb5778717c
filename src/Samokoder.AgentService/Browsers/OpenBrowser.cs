namespace Samokoder.AgentService.Browsers;

/// <summary>A browser that starts or runs, and how many use it.</summary>
internal sealed class OpenBrowser : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private int users;
    private DateTimeOffset lastUsed;
    private volatile BrowserProcess? running;

    public OpenBrowser(Func<CancellationToken, Task<BrowserProcess>> start) => Start = Task.Run(async () => running = await start(stopping.Token));

    /// <summary>Faulted with <see cref="BrowserUnavailableException"/> when it does not start.</summary>
    public Task<BrowserProcess> Start { get; }

    /// <summary>True when it crashed or never started.</summary>
    public bool Ended => Start.IsFaulted || Start.IsCanceled || running is { Ended: true };

    /// <summary>Null while it is used.</summary>
    public DateTimeOffset? IdleSince
    {
        get
        {
            lock (gate)
                return users == 0 ? lastUsed : null;
        }
    }

    public void Enter()
    {
        lock (gate)
            users++;
    }

    public void Leave(DateTimeOffset now)
    {
        lock (gate)
            (users, lastUsed) = (users - 1, now);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        try
        {
            var process = await Start;
            await process.DisposeAsync();
        }
        catch (Exception exception) when (exception is BrowserUnavailableException or OperationCanceledException or IOException or System.ComponentModel.Win32Exception)
        {
            // It never ran: whoever asked for it was told.
        }
        stopping.Dispose();
    }
}
