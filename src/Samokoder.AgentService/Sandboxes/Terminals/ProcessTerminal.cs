using System.Runtime.Versioning;

namespace Samokoder.AgentService.Sandboxes;

/// <summary>A child process of this service on a terminal of this machine.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ProcessTerminal : ISandboxTerminal
{
    /// <summary>The terminal is opened before the right to do so is given up, and becomes what the sandbox inherits.</summary>
    private const string OnTerminal = "exec <>\"$0\" >&0 2>&0; exec \"$@\"";

    /// <summary>
    /// Inside: makes the terminal that of a new session, which job control needs, and lets Ctrl+C through, which whoever started this service in the
    /// background told all that comes from it to ignore.
    /// </summary>
    public static IReadOnlyList<string> NewSession { get; } = ["env", "--default-signal=INT,QUIT", "setsid", "--ctty", "--wait"];

    private readonly PseudoTerminal terminal;
    private readonly ChildProcess process;
    private readonly LimitGroup limits;
    private int disposed;

    private ProcessTerminal(PseudoTerminal terminal, ChildProcess process, LimitGroup limits)
    {
        this.terminal = terminal;
        this.process = process;
        this.limits = limits;
        Completion = WaitAsync();
    }

    public Task<int> Completion { get; }

    public string? Problem { get; private set; }

    /// <param name="command">What starts the sandbox; not yet on the terminal.</param>
    public static async Task<ProcessTerminal> StartAsync(ChildCommand command, LimitGroup limits, TerminalRequest request)
    {
        var opened = PseudoTerminal.Open();
        try
        {
            opened.Resize(request.Columns, request.Rows);
            var line = limits.Wrap(["/bin/sh", "-c", OnTerminal, opened.ChildPath, .. command.Line]);
            return new ProcessTerminal(opened, await ChildProcess.StartAsync(command with { Line = line }), limits);
        }
        catch
        {
            opened.Dispose();
            limits.Dispose();
            throw;
        }
    }

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => terminal.ReadAsync(buffer, cancellationToken);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken) => terminal.WriteAsync(input, cancellationToken);

    public Task ResizeAsync(int columns, int rows, CancellationToken cancellationToken)
    {
        terminal.Resize(columns, rows);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            process.Kill();
            await Completion;
            await process.DisposeAsync();
            terminal.Dispose();
        }
        await Completion; // Whoever ends it as well waits too.
    }

    private async Task<int> WaitAsync()
    {
        await process.WaitForExitAsync(CancellationToken.None);
        Problem = limits.Problem();
        limits.Dispose();
        return process.ExitCode;
    }
}
