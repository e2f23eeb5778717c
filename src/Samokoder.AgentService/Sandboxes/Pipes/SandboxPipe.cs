namespace Samokoder.AgentService.Sandboxes;

/// <summary>A running program and the two ends of what is said with it. Disposing ends it with everything it started.</summary>
internal sealed class SandboxPipe : IAsyncDisposable
{
    private readonly ISandboxProcess _process;
    private readonly LimitGroup? _limits;
    private int _disposed;

    private SandboxPipe(ISandboxProcess process, Stream input, LimitGroup? limits)
    {
        (_process, Input, _limits) = (process, input, limits);
        Completion = process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>What the program reads.</summary>
    public Stream Input { get; }

    /// <summary>What the program writes; when it has ended, the end of its error output follows on lines of its own.</summary>
    public Stream Output => _process.Output;

    public Task Completion { get; }

    public static async Task<SandboxPipe> OpenAsync(
        ISandboxProcess process, Stream input, LimitGroup? limits, PipeRequest request, CancellationToken cancellationToken)
    {
        var pipe = new SandboxPipe(process, input, limits);
        try
        {
            await input.WriteAsync(request.Head(), cancellationToken);
            await input.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            // It has ended already; its output says why.
        }
        catch
        {
            await pipe.DisposeAsync();
            throw;
        }
        return pipe;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _process.KillAsync();
        await Completion;
        await _process.DisposeAsync();
        _limits?.Dispose();
    }
}
