using System.Collections.Concurrent;
using Samokoder.Messaging.Previews;
using StackExchange.Redis;

namespace Samokoder.PreviewGateway.Routing;

/// <summary>
/// The preview directory as this gateway knows it. Changes are told by the directory (<see cref="PreviewRouteInvalidation"/>); the short
/// lifetimes here only bound what a lost message costs. While Redis is away the last known entries stay good.
/// </summary>
internal sealed partial class PreviewRoutes(PreviewDirectory directory, TimeProvider time, ILogger<PreviewRoutes> logger)
{
    private static readonly TimeSpan RunningFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OtherwiseFor = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan UnusedFor = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private long _generation;

    /// <summary>Throws RedisException or TimeoutException when Redis is away and nothing is known of the preview.</summary>
    public ValueTask<PreviewEntry?> FindAsync(string previewId)
    {
        if (!_slots.TryGetValue(previewId, out var slot)) return new(ReadAsync(previewId, null));
        if (slot.FreshUntil > time.GetTimestamp()) return new(slot.Entry);

        // One request reads again; the others go on with what is known.
        var renewing = slot with { FreshUntil = After(OtherwiseFor) };
        return _slots.TryUpdate(previewId, renewing, slot) ? new(ReadAsync(previewId, renewing)) : new(slot.Entry);
    }

    public void Invalidate(string previewId)
    {
        Interlocked.Increment(ref _generation);
        _slots.TryRemove(previewId, out _);
    }

    /// <summary>After messages may have been missed.</summary>
    public void InvalidateAll()
    {
        Interlocked.Increment(ref _generation);
        foreach (var (id, slot) in _slots)
            _slots.TryUpdate(id, slot with { FreshUntil = time.GetTimestamp() }, slot);
    }

    /// <summary>Drops what nobody asked for lately.</summary>
    public void Sweep()
    {
        foreach (var slot in _slots)
        {
            if (time.GetElapsedTime(slot.Value.FreshUntil) > UnusedFor)
                _slots.TryRemove(slot);
        }
    }

    private async Task<PreviewEntry?> ReadAsync(string previewId, Slot? known)
    {
        var generation = Interlocked.Read(ref _generation);
        try
        {
            var entry = await directory.FindAsync(previewId);
            // A change told while reading may be newer than what was read: then it is used once and not kept.
            if (generation == Interlocked.Read(ref _generation))
                _slots[previewId] = new(entry, After(entry?.Address is null ? OtherwiseFor : RunningFor));
            return entry;
        }
        catch (Exception exception) when (known?.Entry is not null && exception is (RedisException or TimeoutException))
        {
            LogStale(logger, exception);
            return known!.Entry;
        }
    }

    private long After(TimeSpan span) => time.GetTimestamp() + (long)(span.TotalSeconds * time.TimestampFrequency);

    [LoggerMessage(LogLevel.Warning, "Redis does not answer: the addresses of previews known so far stay in use.")]
    private static partial void LogStale(ILogger logger, Exception exception);

    private sealed record Slot(PreviewEntry? Entry, long FreshUntil);
}
