namespace Samokoder.AgentService.Sandboxes;

/// <summary>A running shell on a terminal. Disposing ends it with everything it started.</summary>
internal interface ISandboxTerminal : IAsyncDisposable
{
    /// <summary>What the terminal shows, as bytes of UTF-8 with control sequences. 0 after its end. One reader at a time.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>What the person types.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken);

    Task ResizeAsync(int columns, int rows, CancellationToken cancellationToken);

    /// <summary>The exit code, when the shell has ended. Never faulted.</summary>
    Task<int> Completion { get; }

    /// <summary>What the sandbox knows about the reason of its end. Valid after its end.</summary>
    string? Problem { get; }
}
