namespace Samokoder.Web.Features.Studio;

/// <summary>Joins a burst of changes into one render: the first change renders after the interval, with everything that came until then.</summary>
internal sealed class RenderBatch(TimeProvider time, Func<Task> render) : IAsyncDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private int _scheduled;
    private Task _running = Task.CompletedTask;

    public void Request()
    {
        if (Interlocked.Exchange(ref _scheduled, 1) == 0)
            _running = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await Task.Delay(Interval, time, _stop.Token);
            Volatile.Write(ref _scheduled, 0);
            await render();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The page is gone: nothing to render.
        }
    }
}
