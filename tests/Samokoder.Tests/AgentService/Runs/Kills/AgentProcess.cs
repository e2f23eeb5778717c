using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.Runs.Kills;

/// <summary>AgentService as a process of its own, from its own build output, that can be killed and started again on the same stores and files.</summary>
internal sealed class AgentProcess(string database, string redis, DirectoryInfo data, params (string Name, string Value)[] settings) : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    /// <summary>What all processes so far have printed.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>The most memory that the process had resident so far.</summary>
    public long PeakResidentBytes => StatusBytes("VmHWM:");

    public long ResidentBytes => StatusBytes("VmRSS:");

    /// <summary>What all processors together have spent on it so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public void Start()
    {
        var dll = Dll();
        var start = new ProcessStartInfo("dotnet", [dll]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(dll) };
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{Ports.Free()}";
        start.Environment["ConnectionStrings__samokoderdb"] = database;
        start.Environment["ConnectionStrings__redis"] = redis;
        start.Environment["Internal__ServiceToken"] = "a-token-of-the-tests";
        start.Environment["DataProtection__Key"] = Convert.ToBase64String(new byte[48]);
        start.Environment["Samokoder__DataPath"] = data.FullName;
        start.Environment["Sandbox__Provider"] = "bubblewrap";
        start.Environment["Browser__Enabled"] = "false";
        start.Environment["Llm__AllowPrivateEndpoints"] = "true"; // the fake is on this machine
        start.Environment["Llm__RetryDelay"] = "00:00:00.010";
        foreach (var (name, value) in settings) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL: the process gets no moment to tidy up.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process) return;
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    /// <param name="name">A line of proc_pid_status(5).</param>
    private long StatusBytes(string name)
    {
        var line = File.ReadLines($"/proc/{_process!.Id}/status").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    private static string Dll()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        return Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Samokoder.AgentService", configuration, "Samokoder.AgentService.dll"));
    }
}
