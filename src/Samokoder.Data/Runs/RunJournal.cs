using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Samokoder.Contracts.Runs;

namespace Samokoder.Data.Runs;

/// <summary>
/// The journal of runs. One statement writes an entry: fenced by the lease's epoch, with the events that clients see, in one implicit
/// transaction and one round trip. Entries of several runs that come while others are being written share the next statement.
/// </summary>
public sealed class RunJournal(NpgsqlDataSource dataSource, IDbContextFactory<SamokoderDbContext> contexts)
{
    private const string NewerEventsSql = """
        SELECT known.id, r.event_seq
        FROM unnest($1, $2) AS known(id, seen) LEFT JOIN runs r ON r.id = known.id
        WHERE r.id IS NULL OR r.event_seq > known.seen
        """;

    private readonly JournalGroups _groups = new(dataSource);

    /// <summary>
    /// Writes the entry and answers its events as clients must see them, for publishing. A step with a seq that is stored already
    /// updates that step's status and result. Usage is added to what the project and the user's month have spent, and its reservation
    /// (same id) is gone; an end, a question and a month's limit that is nearly used up make a notification. All in one transaction.
    /// It cannot be cancelled: an entry is known to be stored, or not to be, or the connection broke.
    /// </summary>
    /// <exception cref="LeaseLostException">Nothing was written.</exception>
    public async Task<IReadOnlyList<RunEvent>> AppendAsync(RunLease lease, JournalEntry entry, DateTimeOffset now)
    {
        var last = await _groups.WriteAsync(new LeasedEntry(lease, entry, now)) ?? throw new LeaseLostException(lease);
        var first = last - entry.Events.Count + 1;
        return [.. entry.Events.Select((e, i) => new RunEvent(first + i, lease.RunId, e.Type, now, JsonElement.Parse(e.Data)))];
    }

    /// <summary>The run's steps in order.</summary>
    public async Task<IReadOnlyList<RunStep>> ReadStepsAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.RunSteps.AsNoTracking().Where(s => s.RunId == runId).OrderBy(s => s.Seq).ToListAsync(cancellationToken);
    }

    /// <summary>Stored events after <paramref name="afterSeq"/>, in order, at most <paramref name="limit"/>.</summary>
    public async Task<IReadOnlyList<RunEvent>> ReadEventsAsync(Guid runId, long afterSeq, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.RunEvents.AsNoTracking().Where(e => e.RunId == runId && e.Seq > afterSeq)
            .OrderBy(e => e.Seq).Take(limit).ToListAsync(cancellationToken);
        return [.. rows.Select(e => new RunEvent(e.Seq, e.RunId, e.Type, e.At, JsonElement.Parse(e.Data)))];
    }

    /// <summary>Of the runs, each with the newest event that is known of it, those that have newer ones, and those that are not there any more.</summary>
    /// <returns>The id of a run's newest event; null for a run that was deleted.</returns>
    public async Task<IReadOnlyList<(Guid RunId, long? EventSeq)>> FindNewerEventsAsync(
        IReadOnlyCollection<(Guid RunId, long Seen)> known, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(NewerEventsSql);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. known.Select(k => k.RunId)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. known.Select(k => k.Seen)] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var newer = new List<(Guid, long?)>();
        while (await reader.ReadAsync(cancellationToken)) newer.Add((reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetInt64(1)));
        return newer;
    }
}
