namespace Samokoder.EmbeddedHosting.Processes;

internal sealed record CommandResult(int ExitCode, IReadOnlyList<string> Output);

/// <summary>Runs a command to its end.</summary>
internal static class CommandRunner
{
    /// <param name="onLine">Sees every line as it comes.</param>
    /// <exception cref="OperationCanceledException">The command was killed because the token was cancelled.</exception>
    public static async Task<CommandResult> RunAsync(ProcessSpec spec, Action<string> onLine, CancellationToken cancellationToken)
    {
        var output = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var process = await ManagedProcess.StartAsync(spec, line =>
        {
            output.Enqueue(line);
            onLine(line);
        });
        var exitCode = await process.Exited.WaitAsync(cancellationToken);
        return new CommandResult(exitCode, [.. output]);
    }
}
