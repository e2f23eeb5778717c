using System.Diagnostics;
using Samokoder.EmbeddedHosting.Logs;

namespace Samokoder.EmbeddedHosting.Processes;

/// <summary>A child process with its console read line by line. It never outlives us, and its group never outlives it.</summary>
internal sealed class ManagedProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ProcessSpec _spec;
    private readonly CancellationTokenSource _pumping = new();
    private readonly Task _pumps;

    private ManagedProcess(Process process, ProcessSpec spec, Action<string> output)
    {
        _process = process;
        _spec = spec;
        Identity = ProcessIdentity.Of(process.Id);
        _pumps = Task.WhenAll(
            PumpAsync(process.StandardOutput.BaseStream, output),
            PumpAsync(process.StandardError.BaseStream, output));
        Exited = WaitAsync();
    }

    public int Pid => _process.Id;

    /// <summary>Null when it ended at once.</summary>
    public ProcessIdentity? Identity { get; }

    /// <summary>The exit code, once the process has ended and its last lines are read.</summary>
    public Task<int> Exited { get; }

    /// <exception cref="System.ComponentModel.Win32Exception">There is no such command, or it may not be run.</exception>
    public static async Task<ManagedProcess> StartAsync(ProcessSpec spec, Action<string> output)
    {
        var start = ToStartInfo(spec);
        var process = await SpawnThread.RunAsync(() => Process.Start(start)!);
        process.StandardInput.Close();
        return new ManagedProcess(process, spec, output);
    }

    /// <summary>Asks the process to end, and kills it when it has not within its stop timeout.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
            ProcessSignals.Send(Pid, _spec.StopSignal);
        if (await Task.WhenAny(Exited, Task.Delay(_spec.StopTimeout)) != Exited)
            Kill();
        await Exited;
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await Exited;
        _process.Dispose();
        _pumping.Dispose();
    }

    private void Kill()
    {
        if (!_process.HasExited)
            ProcessSignals.Send(Pid, StopSignal.Kill);
        if (ProcessWrapper.CreatesGroups)
            ProcessSignals.KillGroup(Pid);
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        if (ProcessWrapper.CreatesGroups)
            ProcessSignals.KillGroup(Pid);
        // A grandchild in another group may hold the pipe open: its lines are not ours to wait for.
        if (await Task.WhenAny(_pumps, Task.Delay(TimeSpan.FromSeconds(1))) != _pumps)
            await _pumping.CancelAsync();
        return _process.ExitCode;
    }

    private async Task PumpAsync(Stream stream, Action<string> output)
    {
        try
        {
            await LineReader.ReadAsync(stream, output, _pumping.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // the pipe broke with the process
        }
    }

    private static ProcessStartInfo ToStartInfo(ProcessSpec spec)
    {
        var (command, arguments) = ProcessWrapper.Wrap(spec);
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = spec.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var (name, value) in spec.Environment)
            start.Environment[name] = value;
        return start;
    }
}
