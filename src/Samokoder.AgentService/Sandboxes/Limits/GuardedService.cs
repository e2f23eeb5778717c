namespace Samokoder.AgentService.Sandboxes.Limits;

/// <summary>A service whose log says what its app cannot know: why it is held back.</summary>
/// <param name="notice">Null while nothing is.</param>
internal sealed class GuardedService(ISandboxService inner, Func<string?> notice) : ISandboxService
{
    public string Address => inner.Address;

    public Task<bool> Listening => inner.Listening;

    public Task<ServiceExit> Completion => inner.Completion;

    public DateTimeOffset? LastUsed => inner.LastUsed;

    public IReadOnlyList<string> LogTail() => notice() is { } line ? [.. inner.LogTail(), line] : inner.LogTail();

    public Task StopAsync() => inner.StopAsync();

    public Task EndAsync(string problem) => inner.EndAsync(problem);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
