using Samokoder.AgentService.Sandboxes;
using Samokoder.Contracts.Sandboxes;

namespace Samokoder.AgentService.Terminals;

/// <summary>A shell that outlives the connection to its person: it runs on, and its last output is kept.</summary>
internal sealed class ProjectTerminal : IAsyncDisposable
{
    private const int ReadSize = 16 * 1024;

    private readonly ISandboxTerminal shell;
    private readonly TerminalHistory history;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private int connections;
    private TerminalEnd? ending;
    private long active;
    private long left;

    public ProjectTerminal(Guid id, Guid projectId, ISandboxTerminal shell, int historyBytes, TimeProvider time)
    {
        (Id, ProjectId, this.shell, this.time) = (id, projectId, shell, time);
        history = new TerminalHistory(historyBytes);
        active = left = time.GetTimestamp();
        Ended = PumpAsync();
    }

    public Guid Id { get; }

    public Guid ProjectId { get; }

    /// <summary>When the shell has ended and all that it wrote is in the history. Never faulted.</summary>
    public Task<TerminalEnded> Ended { get; }

    public bool IsConnected
    {
        get
        {
            lock (gate)
                return connections > 0;
        }
    }

    /// <summary>Since something was typed or shown, or a connection came or went.</summary>
    public TimeSpan Quiet => time.GetElapsedTime(Interlocked.Read(ref active));

    /// <summary>Since the last connection left, or since it was opened when there was none; whatever the shell shows.</summary>
    public TimeSpan Alone => time.GetElapsedTime(Interlocked.Read(ref left));

    /// <param name="after">See <see cref="TerminalHistory.Attach"/>.</param>
    public TerminalHistory.Reader Connect(long? after)
    {
        lock (gate)
            connections++;
        Touch();
        return history.Attach(after);
    }

    public void Disconnect(TerminalHistory.Reader reader)
    {
        reader.Dispose();
        Interlocked.Exchange(ref left, time.GetTimestamp());
        lock (gate)
            connections--;
        Touch();
    }

    /// <exception cref="IOException">The shell has ended.</exception>
    public ValueTask TypeAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        Touch();
        return shell.WriteAsync(input, cancellationToken);
    }

    public Task ResizeAsync(int columns, int rows, CancellationToken cancellationToken) => shell.ResizeAsync(columns, rows, cancellationToken);

    /// <summary>Ends the shell with all that it started; its connection is told the reason.</summary>
    public async Task EndAsync(TerminalEnd reason)
    {
        lock (gate)
            ending ??= reason;
        history.Abandon(); // Somebody may be connected who does not read: the shell must end all the same.
        await shell.DisposeAsync();
        await Ended;
    }

    public async ValueTask DisposeAsync() => await EndAsync(TerminalEnd.Exited);

    private void Touch() => Interlocked.Exchange(ref active, time.GetTimestamp());

    private async Task<TerminalEnded> PumpAsync()
    {
        var buffer = new byte[ReadSize];
        try
        {
            while (await shell.ReadAsync(buffer, CancellationToken.None) is > 0 and var count)
            {
                Touch();
                await history.AppendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Ended while it was read.
        }
        var exitCode = await shell.Completion;
        history.Complete();
        await shell.DisposeAsync();
        lock (gate)
            return new TerminalEnded(ending ?? TerminalEnd.Exited, exitCode, shell.Problem);
    }
}
