using System.Collections.Concurrent;
using Samokoder.Contracts.Previews;
using Samokoder.PreviewGateway.Waking;

namespace Samokoder.PreviewGateway.Access;

/// <summary>
/// Who may see which preview, as AgentService said it last. A change is announced and forgets what is known here at once; the lifetime bounds
/// what a lost announcement costs. While AgentService is away the last rule stays good, unless a change of it was announced.
/// </summary>
internal sealed class AccessRules(Func<AgentClient> agents, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const int MostKept = 50_000;
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>Of a preview that no project has: nothing opens it.</summary>
    private static readonly PreviewAccessRule Nobody = new(-1, PreviewAudience.Private, null);

    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);

    /// <summary>Null when it is not known and cannot be found out now.</summary>
    public Task<PreviewAccessRule?> FindAsync(string previewId)
    {
        var known = _slots.GetValueOrDefault(previewId);
        if (known is not null && known.IsGood(time)) return known.Rule;
        var fresh = new Slot();
        var kept = known is null ? _slots.Count < MostKept && _slots.TryAdd(previewId, fresh) : _slots.TryUpdate(previewId, fresh, known);
        if (!kept && _slots.TryGetValue(previewId, out var other)) return other.Rule;
        return fresh.ReadAsync(() => AskAsync(previewId, known), time);
    }

    public void Invalidate(string previewId) => _slots.TryRemove(previewId, out _);

    public void InvalidateAll() => _slots.Clear();

    public void Sweep()
    {
        foreach (var slot in _slots)
        {
            if (!slot.Value.IsGood(time)) _slots.TryRemove(slot);
        }
    }

    private async Task<(PreviewAccessRule? Rule, TimeSpan GoodFor)> AskAsync(string previewId, Slot? known) =>
        await agents().GetAccessAsync(previewId, lifetime.ApplicationStopping) switch
        {
            AccessAnswer.Rule rule => (rule.Value, GoodFor),
            AccessAnswer.Unknown => (Nobody, GoodFor),
            _ => (known is null ? null : await known.Rule, AskAgainAfter),
        };

    private sealed class Slot
    {
        private readonly TaskCompletionSource<PreviewAccessRule?> _rule = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _goodUntil = long.MaxValue;

        public Task<PreviewAccessRule?> Rule => _rule.Task;

        public bool IsGood(TimeProvider time) => Volatile.Read(ref _goodUntil) > time.GetTimestamp();

        public async Task<PreviewAccessRule?> ReadAsync(Func<Task<(PreviewAccessRule? Rule, TimeSpan GoodFor)>> ask, TimeProvider time)
        {
            try
            {
                var (rule, goodFor) = await ask();
                Volatile.Write(ref _goodUntil, time.GetTimestamp() + (long)(goodFor.TotalSeconds * time.TimestampFrequency));
                _rule.SetResult(rule);
            }
            catch (Exception exception)
            {
                // Whatever it is, it must reach those who wait and must not close the preview for ever.
                Volatile.Write(ref _goodUntil, 0);
                _rule.SetException(exception);
            }

            return await _rule.Task;
        }
    }
}
