namespace Samokoder.AgentService.Sandboxes.Limits;

/// <summary>A terminal that is ended when what is done in it takes too much disk.</summary>
internal sealed class GuardedTerminal : ISandboxTerminal
{
    private readonly ISandboxTerminal inner;
    private volatile string? problem;

    /// <param name="watch">Ends with a sentence when it has to be ended.</param>
    public GuardedTerminal(ISandboxTerminal inner, Func<CancellationToken, Task<string>> watch)
    {
        this.inner = inner;
        _ = WatchAsync(watch); // Ends with the shell.
    }

    public Task<int> Completion => inner.Completion;

    public string? Problem => problem ?? inner.Problem;

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => inner.ReadAsync(buffer, cancellationToken);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken) => inner.WriteAsync(input, cancellationToken);

    public Task ResizeAsync(int columns, int rows, CancellationToken cancellationToken) => inner.ResizeAsync(columns, rows, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task WatchAsync(Func<CancellationToken, Task<string>> watch)
    {
        using var ended = new CancellationTokenSource();
        var watching = watch(ended.Token);
        if (await Task.WhenAny(inner.Completion, watching) == watching && watching.IsCompletedSuccessfully)
        {
            problem = await watching;
            await inner.DisposeAsync();
        }
        await ended.CancelAsync();
    }
}
