namespace Samokoder.ApiService.Mail;

/// <summary>Wakes the worker of this process. Calls while it is awake already count once.</summary>
internal sealed class MailSignal : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly Lock _gate = new();

    public void Set()
    {
        lock (_gate)
        {
            if (_signal.CurrentCount == 0)
                _signal.Release();
        }
    }

    /// <summary>Returns when it was set, or after the patience.</summary>
    public Task WaitAsync(TimeSpan patience, CancellationToken cancellationToken) => _signal.WaitAsync(patience, cancellationToken);

    public void Dispose() => _signal.Dispose();
}
