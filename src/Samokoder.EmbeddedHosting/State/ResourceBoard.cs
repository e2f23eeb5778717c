using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;

namespace Samokoder.EmbeddedHosting.State;

/// <summary>The current state of every part. Writers replace a snapshot; readers wait for the next change.</summary>
internal sealed class ResourceBoard
{
    private readonly ConcurrentDictionary<string, ResourceSnapshot> _snapshots = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _gate = new();
    private readonly Pulse _pulse = new();
    private long _version;

    public IReadOnlyList<ResourceSnapshot> All => [.. _snapshots.Values];

    public long Version => Interlocked.Read(ref _version);

    public ResourceSnapshot? Find(string id) => _snapshots.GetValueOrDefault(id);

    /// <summary>The replicas of a resource.</summary>
    public IEnumerable<ResourceSnapshot> Of(string name) =>
        _snapshots.Values.Where(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase));

    public bool IsHealthy(string name)
    {
        var replicas = Of(name).ToList();
        return replicas.Count > 0 && replicas.TrueForAll(r => r.State == KnownResourceStates.Running && r.Health == ResourceHealth.Healthy);
    }

    public void Add(ResourceSnapshot snapshot) => Store(snapshot.Id, _ => snapshot);

    public void Update(string id, Func<ResourceSnapshot, ResourceSnapshot> change) => Store(id, current => change(current!));

    public Task NextChangeAsync(CancellationToken cancellationToken) => _pulse.NextAsync(cancellationToken);

    public async Task WaitUntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = _pulse.NextAsync(cancellationToken);
            if (condition())
                return;
            await next;
        }
    }

    private void Store(string id, Func<ResourceSnapshot?, ResourceSnapshot> change)
    {
        lock (_gate)
        {
            _snapshots[id] = change(_snapshots.GetValueOrDefault(id)) with { Version = Interlocked.Increment(ref _version) };
        }

        _pulse.Beat();
    }
}
