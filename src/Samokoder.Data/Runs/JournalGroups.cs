using Npgsql;

namespace Samokoder.Data.Runs;

/// <summary>
/// Writes entries of many runs with few statements: what comes while <see cref="Lanes"/> statements are under way is written together by the next one. An
/// entry that comes alone is written at once. A statement that PostgreSQL refuses has written nothing; its entries are then written one by one, so that no
/// run fails for another's.
/// </summary>
internal sealed class JournalGroups(NpgsqlDataSource dataSource)
{
    /// <summary>More than one, so that a statement that waits for a row does not hold up all runs.</summary>
    private const int Lanes = 2;

    private const int MaxEntries = 32;

    private readonly Lock _gate = new();
    private readonly LinkedList<LeasedEntry> _waiting = [];
    private int _busy;

    /// <returns>The id of the entry's last event; null when its lease is lost and nothing was written.</returns>
    public async Task<long?> WriteAsync(LeasedEntry entry)
    {
        if (!TryEnter(entry)) return await entry.Written.Task;
        try
        {
            return (await JournalStatement.ExecuteAsync(dataSource, [entry]))[0];
        }
        finally
        {
            GoOn();
        }
    }

    /// <summary>Takes a free lane, or leaves the entry to those who have them.</summary>
    private bool TryEnter(LeasedEntry entry)
    {
        lock (_gate)
        {
            if (_busy < Lanes)
            {
                _busy++;
                return true;
            }
            _waiting.AddLast(entry);
            return false;
        }
    }

    /// <summary>Writes what waits, or gives the lane up. What is written now is not part of the caller's trace.</summary>
    private void GoOn()
    {
        var next = Take();
        if (next.Count == 0) return;
        using (ExecutionContext.SuppressFlow()) _ = Task.Run(() => DrainAsync(next));
    }

    private async Task DrainAsync(List<LeasedEntry> group)
    {
        for (; group.Count > 0; group = Take()) await WriteAsync(group);
    }

    /// <summary>Of each run at most one entry, as they came. None: the lane is free again.</summary>
    private List<LeasedEntry> Take()
    {
        lock (_gate)
        {
            var (group, runs) = (new List<LeasedEntry>(), new HashSet<Guid>());
            for (var node = _waiting.First; node is not null && group.Count < MaxEntries;)
            {
                var (entry, next) = (node, node.Next);
                if (runs.Add(entry.Value.Lease.RunId))
                {
                    group.Add(entry.Value);
                    _waiting.Remove(entry);
                }
                node = next;
            }
            if (group.Count == 0) _busy--;
            return group;
        }
    }

    private async Task WriteAsync(List<LeasedEntry> group)
    {
        try
        {
            var written = await JournalStatement.ExecuteAsync(dataSource, group);
            for (var i = 0; i < group.Count; i++) group[i].Written.SetResult(written[i]);
        }
        catch (PostgresException) when (group.Count > 1)
        {
            foreach (var entry in group) await WriteAsync([entry]);
        }
        catch (Exception failure)
        {
            foreach (var entry in group) entry.Written.SetException(failure);
        }
    }
}
