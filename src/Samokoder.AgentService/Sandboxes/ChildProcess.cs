using System.Diagnostics;

namespace Samokoder.AgentService.Sandboxes;

/// <param name="Line">Program and arguments.</param>
/// <param name="Environment">All of its environment, not an addition to ours.</param>
/// <param name="KillTree">
/// True looks for its children when it is killed. Not needed for a namespace, whose processes all die with its first, and slow
/// when there are hundreds.
/// </param>
/// <param name="KeepInput">True leaves its standard input open, to be written through <see cref="ChildProcess.Input"/>.</param>
internal sealed record ChildCommand(
    IReadOnlyList<string> Line, IReadOnlyDictionary<string, string> Environment, string WorkingDirectory = "/", bool KillTree = false,
    bool KeepInput = false);

/// <summary>One operating system process with its output as streams of bytes, by default without input.</summary>
internal sealed class ChildProcess : ISandboxProcess
{
    private readonly Process process;

    private readonly bool killTree;

    private ChildProcess(Process process, bool killTree) => (this.process, this.killTree) = (process, killTree);

    public Stream Input => process.StandardInput.BaseStream;

    public Stream Output => process.StandardOutput.BaseStream;

    public Stream Error => process.StandardError.BaseStream;

    public int Id => process.Id;

    /// <summary>128 + signal when a signal ended it.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>Starts it from the one thread that lives as long as this service; see <see cref="SpawnThread"/>.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program is missing or may not be executed.</exception>
    public static async Task<ChildProcess> StartAsync(ChildCommand command)
    {
        var start = new ProcessStartInfo(command.Line[0], command.Line.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = command.WorkingDirectory,
        };
        start.Environment.Clear();
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;

        var child = new ChildProcess(new Process { StartInfo = start }, command.KillTree);
        await SpawnThread.RunAsync(child.process.Start);
        if (!command.KeepInput)
            child.process.StandardInput.Close();
        return child;
    }

    public string? Problem => null;

    public Task WaitForExitAsync(CancellationToken cancellationToken) => process.WaitForExitAsync(cancellationToken);

    public Task KillAsync()
    {
        Kill();
        return Task.CompletedTask;
    }

    public void Kill()
    {
        try
        {
            process.Kill(killTree);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in between: what was asked for is already so.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            Kill();
            await process.WaitForExitAsync();
        }
        process.Dispose();
    }
}
