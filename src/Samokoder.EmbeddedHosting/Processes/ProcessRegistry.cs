using System.Collections.Concurrent;
using System.Text.Json;
using Samokoder.EmbeddedHosting.State;

namespace Samokoder.EmbeddedHosting.Processes;

/// <summary>
/// The processes of this data folder, on disk, so that a start after a crash finds and ends what the last run left.
/// Only the holder of the data folder's lock may use it.
/// </summary>
internal sealed class ProcessRegistry(string engineFolder, TimeProvider time)
{
    private static readonly TimeSpan OrderlyStop = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, RegisteredProcess> _running = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly string _file = Path.Combine(engineFolder, "processes.json");

    public void Add(string resource, ProcessIdentity identity, StopSignal stopSignal)
    {
        _running[resource] = new RegisteredProcess(resource, identity, stopSignal);
        Save();
    }

    public void Remove(string resource)
    {
        if (_running.TryRemove(resource, out _))
            Save();
    }

    /// <summary>Ends every process of an earlier run that still lives. Returns the names of their resources.</summary>
    public async Task<IReadOnlyList<string>> EndLeftoversAsync(CancellationToken cancellationToken)
    {
        var leftovers = Read().Where(p => p.Identity.IsAlive).ToList();
        await Task.WhenAll(leftovers.Select(p => EndAsync(p.Identity, p.StopSignal, cancellationToken)));
        Save();
        return [.. leftovers.Select(p => p.Resource)];
    }

    /// <summary>Asks, then kills. The identity is looked at before each signal: a reused number is never hit.</summary>
    public async Task EndAsync(ProcessIdentity process, StopSignal signal, CancellationToken cancellationToken)
    {
        if (process.IsAlive)
            ProcessSignals.Send(process.Pid, signal);
        if (await EndsWithinAsync(process, OrderlyStop, cancellationToken))
            return;
        ProcessSignals.Send(process.Pid, StopSignal.Kill);
        await EndsWithinAsync(process, OrderlyStop, cancellationToken);
    }

    private async Task<bool> EndsWithinAsync(ProcessIdentity process, TimeSpan limit, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (process.IsAlive)
        {
            if (time.GetElapsedTime(start) > limit)
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
        }

        return true;
    }

    private void Save()
    {
        lock (_gate)
        {
            AtomicFile.Write(_file, JsonSerializer.Serialize(_running.Values));
        }
    }

    private List<RegisteredProcess> Read()
    {
        try
        {
            return File.Exists(_file) ? JsonSerializer.Deserialize<List<RegisteredProcess>>(File.ReadAllText(_file)) ?? [] : [];
        }
        catch (JsonException)
        {
            return []; // not ours; PostgreSQL's own pid file is still looked at
        }
    }

    private sealed record RegisteredProcess(string Resource, ProcessIdentity Identity, StopSignal StopSignal);
}
