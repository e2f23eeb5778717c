namespace Samokoder.AgentService.Sandboxes.Docker;

/// <summary>A container in use.</summary>
internal sealed class ContainerLease(string id, Action release) : IDisposable
{
    private Action? release = release;

    public string Id => id;

    public void Dispose() => Interlocked.Exchange(ref release, null)?.Invoke();
}
