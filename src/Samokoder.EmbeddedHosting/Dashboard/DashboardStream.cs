using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Samokoder.EmbeddedHosting.Engine;
using Samokoder.EmbeddedHosting.Processes;

namespace Samokoder.EmbeddedHosting.Dashboard;

/// <summary>Server-sent events of one browser: changed resources, new console lines, memory. Bursts go out at most every 100 ms.</summary>
internal sealed class DashboardStream(ApplicationEngine engine, HttpResponse response)
{
    private static readonly TimeSpan Batch = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MemoryInterval = TimeSpan.FromSeconds(3);
    private long _version;
    private long _sequence;

    /// <summary>Returns when cancelled or when the browser has gone.</summary>
    /// <param name="lastSequence">The last console line that the browser has; it gets those after it.</param>
    public async Task RunAsync(long lastSequence, CancellationToken cancellationToken)
    {
        _sequence = lastSequence;
        response.ContentType = "text/event-stream";
        try
        {
            while (true)
            {
                await SendMemoryAsync(cancellationToken);
                await SendChangesUntilAsync(engine.Time.GetTimestamp(), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // the browser has gone, or the dashboard stops
        }
    }

    private async Task SendChangesUntilAsync(long started, CancellationToken cancellationToken)
    {
        while (engine.Time.GetElapsedTime(started) < MemoryInterval)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var changed = Task.WhenAny(engine.Board.NextChangeAsync(waiting.Token), engine.Logs.NextChangeAsync(waiting.Token));
            await SendResourcesAsync(cancellationToken);
            await SendLinesAsync(cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
            await Task.WhenAny(changed, Task.Delay(MemoryInterval, engine.Time, waiting.Token));
            await waiting.CancelAsync();
            await Task.Delay(Batch, engine.Time, cancellationToken);
        }
    }

    private async Task SendResourcesAsync(CancellationToken cancellationToken)
    {
        var changed = engine.Board.All.Where(r => r.Version > _version).ToList();
        if (changed.Count == 0)
            return;
        _version = changed.Max(r => r.Version);
        await SendAsync("resources", changed.Select(DashboardResource.From), id: null, cancellationToken);
    }

    private async Task SendLinesAsync(CancellationToken cancellationToken)
    {
        var lines = engine.Logs.After(_sequence);
        if (lines.Count == 0)
            return;
        _sequence = lines[^1].Sequence;
        var compact = lines.Select(l => new object[] { l.Sequence, l.Resource, l.Time.ToUnixTimeMilliseconds(), (int)l.Level, l.Text });
        await SendAsync("lines", compact, _sequence, cancellationToken);
    }

    private Task SendMemoryAsync(CancellationToken cancellationToken) => SendAsync("memory", new
    {
        self = ProcessMemory.OfTree([Environment.ProcessId], includeChildren: false).GetValueOrDefault(Environment.ProcessId),
        resources = Memory(),
    }, id: null, cancellationToken);

    private Dictionary<string, long> Memory()
    {
        var running = engine.Board.All.Where(r => r.Pid is not null).ToList();
        var memory = ProcessMemory.OfTree([.. running.Select(r => r.Pid!.Value)], includeChildren: true);
        return running.ToDictionary(r => r.Id, r => memory.GetValueOrDefault(r.Pid!.Value), StringComparer.Ordinal);
    }

    private async Task SendAsync<T>(string type, T data, long? id, CancellationToken cancellationToken)
    {
        var prefix = id is { } number ? string.Create(CultureInfo.InvariantCulture, $"id: {number}\n") : "";
        await response.WriteAsync($"{prefix}event: {type}\ndata: {JsonSerializer.Serialize(data, JsonSerializerOptions.Web)}\n\n", cancellationToken);
    }
}
