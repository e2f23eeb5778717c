using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Projects;

namespace Samokoder.Data.Runs;

/// <summary>
/// The queue of runs in Postgres. Fair between users: who has the fewest running comes first, then who waited longest. One run of a
/// project at a time, in the order they were asked.
/// </summary>
public sealed class RunQueue(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>
    /// Takes over expired leases too, and leaves alone projects that have a run under way. Who has how many running is counted once for all who wait, and
    /// who waits is put in order once. The two conditions on a project are looked up one candidate after the other, until enough are found: as scalar
    /// subqueries behind OFFSET 0, which no plan can turn into a join of all with all.
    /// </summary>
    private const string ClaimSql = """
        WITH busy AS MATERIALIZED (
            SELECT user_id, count(*) AS running FROM runs WHERE status = 'running' GROUP BY user_id),
        expired AS (
            SELECT r.id
            FROM runs r LEFT JOIN busy b ON b.user_id = r.user_id
            WHERE r.status = 'running' AND r.lease_until < clock_timestamp()
            ORDER BY coalesce(b.running, 0), r.created_at
            LIMIT @count
            FOR UPDATE OF r SKIP LOCKED),
        fresh AS (
            SELECT r.id
            FROM (SELECT q.id, q.project_id, q.created_at, coalesce(b.running, 0) AS running
                  FROM runs q LEFT JOIN busy b ON b.user_id = q.user_id
                  WHERE q.status = 'queued'
                  ORDER BY running, q.created_at, q.id
                  OFFSET 0) c
            JOIN runs r ON r.id = c.id
            WHERE r.status = 'queued'
              AND (SELECT a.id FROM runs a WHERE a.project_id = c.project_id AND a.status IN ('running', 'waiting') LIMIT 1) IS NULL
              AND (SELECT e.id FROM runs e WHERE e.project_id = c.project_id AND e.status = 'queued'
                   AND (e.created_at, e.id) < (c.created_at, c.id) LIMIT 1) IS NULL
            ORDER BY c.running, c.created_at, c.id
            LIMIT @count - (SELECT count(*) FROM expired)
            FOR UPDATE OF r SKIP LOCKED),
        next AS (SELECT id FROM expired UNION ALL SELECT id FROM fresh)
        UPDATE runs r
        SET status = 'running', lease_owner = @owner, lease_until = clock_timestamp() + @duration, lease_epoch = r.lease_epoch + 1,
            attempts = r.attempts + 1, started_at = coalesce(r.started_at, clock_timestamp())
        FROM next
        WHERE r.id = next.id
        RETURNING r.id, r.lease_epoch, r.project_id, r.user_id, r.prompt, r.model, r.approve_plan, r.attempts,
                  r.cancel_requested_at IS NOT NULL
        """;

    private const string RenewSql = """
        UPDATE runs SET lease_until = clock_timestamp() + @duration
        WHERE id = @run AND lease_epoch = @epoch AND status = 'running'
        RETURNING cancel_requested_at IS NOT NULL
        """;

    private const string ReleaseSql = """
        UPDATE runs SET lease_until = clock_timestamp(), attempts = attempts - 1
        WHERE id = @run AND lease_epoch = @epoch AND status = 'running'
        """;

    private const string OwnersSql = "SELECT DISTINCT lease_owner FROM runs WHERE status = 'running' AND lease_until > clock_timestamp()";

    private const string ExpireSql = """
        UPDATE runs SET lease_until = clock_timestamp()
        WHERE status = 'running' AND lease_owner = ANY(@owners) AND lease_until > clock_timestamp()
        """;

    private const string CancelSql = """
        WITH asked AS (
            UPDATE runs
            SET cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()),
                status = CASE WHEN status = 'running' THEN status ELSE 'cancelled' END,
                ended_at = CASE WHEN status = 'running' THEN NULL ELSE clock_timestamp() END,
                event_seq = event_seq + CASE WHEN status = 'running' THEN 0 ELSE 1 END
            WHERE id = @run AND status IN ('queued', 'running', 'waiting')
            RETURNING id, status, event_seq),
        told AS (
            INSERT INTO run_events (run_id, seq, type, data, at)
            SELECT id, event_seq, @type, @data, clock_timestamp() FROM asked WHERE status = 'cancelled')
        SELECT status, event_seq FROM asked
        """;

    private const string AnswerSql = """
        WITH answered AS (
            UPDATE questions SET answer = @answer, answered_at = clock_timestamp()
            WHERE id = @question AND run_id = @run AND answered_at IS NULL
              AND EXISTS (SELECT 1 FROM runs WHERE id = @run AND status = 'waiting')
            RETURNING run_id),
        queued AS (
            UPDATE runs SET status = 'queued', event_seq = event_seq + 1
            FROM answered WHERE runs.id = answered.run_id AND runs.status = 'waiting'
            RETURNING runs.id, runs.project_id, runs.event_seq),
        told AS (
            INSERT INTO run_events (run_id, seq, type, data, at)
            SELECT id, event_seq, @type, @data, clock_timestamp() FROM queued),
        said AS (
            INSERT INTO messages (id, project_id, run_id, role, text, created_at)
            SELECT @message, project_id, id, 'user', @answer, clock_timestamp() FROM queued)
        SELECT event_seq FROM queued
        """;

    /// <summary>
    /// Adds a queued run, the user's message and the first event to <paramref name="db"/>, so that they are stored together with
    /// whatever caused the run. Wake the workers after the commit.
    /// </summary>
    public Run Add(SamokoderDbContext db, Project project, string prompt, string model, bool approvePlan)
    {
        var now = time.GetUtcNow();
        var run = new Run
        {
            Id = Guid.CreateVersion7(now), ProjectId = project.Id, UserId = project.OwnerId, Status = RunStatus.Queued,
            Prompt = prompt, Model = model, ApprovePlan = approvePlan, CreatedAt = now, EventSeq = 1,
        };
        db.Runs.Add(run);
        db.RunEvents.Add(new StoredRunEvent
        {
            RunId = run.Id, Seq = 1, Type = RunStatusChanged.Type, Data = Json(new RunStatusChanged(RunStatus.Queued)), At = now,
        });
        db.Messages.Add(new Message
        {
            Id = Guid.CreateVersion7(now), ProjectId = project.Id, RunId = run.Id, Role = MessageRole.User, Text = prompt, CreatedAt = now,
        });
        project.UpdatedAt = now;
        return run;
    }

    /// <summary>Claims up to <paramref name="count"/> runs for <paramref name="owner"/>.</summary>
    public async Task<IReadOnlyList<ClaimedRun>> ClaimAsync(string owner, int count, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ClaimSql);
        command.Parameters.AddWithValue("owner", owner);
        command.Parameters.AddWithValue("count", count);
        command.Parameters.AddWithValue("duration", RunLease.Duration);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var claimed = new List<ClaimedRun>();
            while (await reader.ReadAsync(cancellationToken)) claimed.Add(ReadClaim(reader, owner));
            return claimed;
        }
        catch (PostgresException conflict) when (conflict.ConstraintName == RunConfiguration.OneActivePerProject)
        {
            // Another worker took a run of the same project in this very moment. The next look finds what is left.
            return [];
        }
    }

    /// <summary>Renews the lease. True when the user asked to cancel.</summary>
    /// <exception cref="LeaseLostException"/>
    public async Task<bool> RenewAsync(RunLease lease, CancellationToken cancellationToken)
    {
        await using var command = ForLease(RenewSql, lease);
        command.Parameters.AddWithValue("duration", RunLease.Duration);
        return await command.ExecuteScalarAsync(cancellationToken) as bool? ?? throw new LeaseLostException(lease);
    }

    /// <summary>Gives an unfinished run back at once, as when the worker shuts down. It does not count as a lost attempt.</summary>
    public async Task ReleaseAsync(RunLease lease, CancellationToken cancellationToken)
    {
        await using var command = ForLease(ReleaseSql, lease);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Ends the leases of workers that <paramref name="isDead"/> knows to be gone, so that their runs need not wait for the end of their
    /// time. A worker that lives after all is fenced off by the epoch.
    /// </summary>
    public async Task<int> ExpireDeadAsync(Func<string, bool> isDead, CancellationToken cancellationToken)
    {
        await using var select = dataSource.CreateCommand(OwnersSql);
        var owners = new List<string>();
        await using (var reader = await select.ExecuteReaderAsync(cancellationToken))
            while (await reader.ReadAsync(cancellationToken)) owners.Add(reader.GetString(0));
        var dead = owners.Where(isDead).ToArray();
        if (dead.Length == 0) return 0;
        await using var expire = dataSource.CreateCommand(ExpireSql);
        expire.Parameters.AddWithValue("owners", dead);
        return await expire.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Stores the request to cancel. A run that no worker has is cancelled by this alone; a running one is cancelled by its worker, which
    /// must be signalled. Null when the run had ended.
    /// </summary>
    public async Task<CancelRequested?> RequestCancelAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(CancelSql);
        command.Parameters.AddWithValue("run", runId);
        command.Parameters.AddWithValue("type", RunStatusChanged.Type);
        command.Parameters.Add(new NpgsqlParameter("data", NpgsqlTypes.NpgsqlDbType.Json) { Value = Json(new RunStatusChanged(RunStatus.Cancelled)) });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return null;
        return new CancelRequested(WorkerMustStop: reader.GetString(0) == "running", EventId: reader.GetInt64(1));
    }

    /// <summary>Stores the answer and queues the run again. Null when that question is not open; else the id of the new event.</summary>
    public async Task<long?> AnswerAsync(Guid runId, Guid questionId, string answer, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(AnswerSql);
        command.Parameters.AddWithValue("run", runId);
        command.Parameters.AddWithValue("question", questionId);
        command.Parameters.AddWithValue("answer", answer);
        command.Parameters.AddWithValue("message", Guid.CreateVersion7(time.GetUtcNow()));
        command.Parameters.AddWithValue("type", RunStatusChanged.Type);
        command.Parameters.Add(new NpgsqlParameter("data", NpgsqlTypes.NpgsqlDbType.Json) { Value = Json(new RunStatusChanged(RunStatus.Queued)) });
        return await command.ExecuteScalarAsync(cancellationToken) as long?;
    }

    private NpgsqlCommand ForLease(string sql, RunLease lease)
    {
        var command = dataSource.CreateCommand(sql);
        command.Parameters.AddWithValue("run", lease.RunId);
        command.Parameters.AddWithValue("epoch", lease.Epoch);
        return command;
    }

    private static ClaimedRun ReadClaim(NpgsqlDataReader reader, string owner) => new(
        new RunLease(reader.GetGuid(0), owner, reader.GetInt64(1)), reader.GetGuid(2), reader.GetGuid(3), reader.GetString(4),
        reader.GetString(5), reader.GetBoolean(6), reader.GetInt32(7), reader.GetBoolean(8));

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, ContractJson.Options);
}
