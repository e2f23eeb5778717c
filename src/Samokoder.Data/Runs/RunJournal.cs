using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;

namespace Samokoder.Data.Runs;

/// <summary>
/// The journal of runs. One statement writes an entry: fenced by the lease's epoch, with the events that clients see, in one implicit
/// transaction and one round trip. It is put together from the parts that the entry needs, so that the database prepares a few short ones.
/// </summary>
public sealed class RunJournal(NpgsqlDataSource dataSource, IDbContextFactory<SamokoderDbContext> contexts)
{
    private const string FencedSql = """
        WITH fenced AS (
            UPDATE runs SET
                event_seq = event_seq + cardinality(@event_types),
                status = coalesce(@status, status),
                error_code = coalesce(@error_code, error_code),
                error_detail = coalesce(@error_detail, error_detail),
                ended_at = CASE WHEN @status IN ('succeeded', 'failed', 'cancelled') THEN clock_timestamp() ELSE ended_at END,
                attempts = CASE WHEN @status = 'waiting' OR cardinality(@usage_ids) > 0 THEN 0 ELSE attempts END,
                lease_owner = CASE WHEN @status IS NULL THEN lease_owner END,
                lease_until = CASE WHEN @status IS NULL THEN lease_until END,
                input_tokens = input_tokens + @input_tokens,
                output_tokens = output_tokens + @output_tokens,
                cost_usd = cost_usd + @cost
            WHERE id = @run AND lease_epoch = @epoch AND status = 'running'
            RETURNING id, project_id, user_id, event_seq)
        """;

    private const string StepsSql = """
        steps AS (
            INSERT INTO run_steps (run_id, seq, kind, status, name, call_id, payload, result, lease_epoch, started_at, ended_at)
            SELECT f.id, s.seq, s.kind, s.status, s.name, s.call_id, s.payload::json, s.result::json, @epoch, s.started_at, s.ended_at
            FROM fenced f, unnest(@step_seqs, @step_kinds, @step_statuses, @step_names, @step_calls, @step_payloads, @step_results,
                                  @step_starts, @step_ends)
                 AS s(seq, kind, status, name, call_id, payload, result, started_at, ended_at)
            ON CONFLICT (run_id, seq) DO UPDATE SET status = excluded.status, result = excluded.result, ended_at = excluded.ended_at)
        """;

    private const string EventsSql = """
        events AS (
            INSERT INTO run_events (run_id, seq, type, data, at)
            SELECT f.id, f.event_seq - cardinality(@event_types) + e.ordinal, e.type, e.data::json, clock_timestamp()
            FROM fenced f, unnest(@event_types, @event_datas) WITH ORDINALITY AS e(type, data, ordinal))
        """;

    private const string MessagesSql = """
        messages AS (
            INSERT INTO messages (id, project_id, run_id, role, text, created_at)
            SELECT m.id, f.project_id, f.id, m.role, m.text, clock_timestamp()
            FROM fenced f, unnest(@message_ids, @message_roles, @message_texts) AS m(id, role, text))
        """;

    private const string UsageSql = """
        usage AS (
            INSERT INTO usage_records (id, user_id, project_id, run_id, provider, model, input_tokens, cached_tokens, output_tokens, cost_usd, at)
            SELECT u.id, f.user_id, f.project_id, f.id, u.provider, u.model, u.input, u.cached, u.output, u.cost, clock_timestamp()
            FROM fenced f, unnest(@usage_ids, @usage_providers, @usage_models, @usage_inputs, @usage_cached, @usage_outputs, @usage_costs)
                 AS u(id, provider, model, input, cached, output, cost)),
        settled AS (
            DELETE FROM budget_reservations h USING fenced f WHERE h.run_id = f.id AND h.id = ANY(@usage_ids))
        """;

    private const string CheckpointsSql = """
        checkpoints AS (
            INSERT INTO checkpoints (id, project_id, run_id, sha, title, verification, created_at)
            SELECT c.id, f.project_id, f.id, c.sha, c.title, c.verification::jsonb, clock_timestamp()
            FROM fenced f, unnest(@checkpoint_ids, @checkpoint_shas, @checkpoint_titles, @checkpoint_verifications)
                 AS c(id, sha, title, verification))
        """;

    private const string QuestionSql = """
        asked AS (
            INSERT INTO questions (id, run_id, call_id, text, choices, asked_at)
            SELECT @question_id, f.id, @question_call, @question_text, @question_choices, clock_timestamp()
            FROM fenced f)
        """;

    private const string MoneyAndNewsSql = """
        touched AS (
            UPDATE projects p
            SET updated_at = CASE WHEN @status IS NULL THEN p.updated_at ELSE clock_timestamp() END, spent_usd = p.spent_usd + @cost,
                starter = coalesce(@starter, p.starter)
            FROM fenced f WHERE p.id = f.project_id AND (@status IS NOT NULL OR @cost > 0 OR @starter IS NOT NULL)),
        month AS (
            INSERT INTO budget_months AS m (user_id, month, spent_usd)
            SELECT user_id, date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC')::date, @cost FROM fenced WHERE @cost > 0
            ON CONFLICT (user_id, month) DO UPDATE SET spent_usd = m.spent_usd + excluded.spent_usd
            RETURNING user_id, spent_usd),
        news AS (
            SELECT f.user_id, 2 AS place, f.project_id, f.id AS run_id,
                   CASE WHEN @status = 'succeeded' THEN 'runsucceeded' WHEN @status = 'waiting' THEN 'questionwaiting'
                        WHEN @error_code = @budget_code THEN 'budgetstopped' ELSE 'runfailed' END AS kind,
                   @error_code AS code, coalesce(@question_text, @error_detail) AS detail, NULL::numeric AS spent, NULL::numeric AS cap
            FROM fenced f WHERE @status IN ('succeeded', 'failed', 'waiting')
            UNION ALL
            SELECT f.user_id, 1, f.project_id, f.id, 'budgetwarning', NULL, NULL, m.spent_usd, b.monthly_cap_usd
            FROM fenced f JOIN month m ON m.user_id = f.user_id JOIN budgets b ON b.user_id = f.user_id
            WHERE m.spent_usd >= b.monthly_cap_usd * 0.8 AND m.spent_usd - @cost < b.monthly_cap_usd * 0.8),
        numbered AS (
            INSERT INTO notification_counters AS c (user_id, last_seq)
            SELECT user_id, count(*) FROM news GROUP BY user_id
            ON CONFLICT (user_id) DO UPDATE SET last_seq = c.last_seq + excluded.last_seq
            RETURNING user_id, last_seq),
        notified AS (
            INSERT INTO notifications (user_id, seq, id, kind, project_id, run_id, code, detail, spent_usd, cap_usd, created_at)
            SELECT n.user_id, c.last_seq + 1 - row_number() OVER (ORDER BY n.place DESC), @news_ids[n.place], n.kind, n.project_id, n.run_id,
                   n.code, n.detail, n.spent, n.cap, clock_timestamp()
            FROM news n JOIN numbered c ON c.user_id = n.user_id),
        mailed AS (
            INSERT INTO queued_mails (id, kind, recipient, data, locale, created_at, due_at, attempts)
            SELECT gen_random_uuid(), 'notification', u.email, jsonb_build_object('notification', @news_ids[n.place]), coalesce(u.locale, 'en'), clock_timestamp(), clock_timestamp(), 0
            FROM news n JOIN users u ON u.id = n.user_id
            WHERE NOT u.is_blocked
              AND CASE WHEN n.kind LIKE 'run%' THEN 'run' WHEN n.kind = 'questionwaiting' THEN 'question' ELSE 'budget' END = ANY(u.mail_for))
        """;

    private const string QuietEndSql = "SELECT f.event_seq, NULL::uuid FROM fenced f";

    private const string NewsEndSql = "SELECT f.event_seq, n.user_id FROM fenced f LEFT JOIN numbered n ON n.user_id = f.user_id";

    private const string NewerEventsSql = """
        SELECT known.id, r.event_seq
        FROM unnest($1, $2) AS known(id, seen) LEFT JOIN runs r ON r.id = known.id
        WHERE r.id IS NULL OR r.event_seq > known.seen
        """;

    /// <summary>
    /// Writes the entry and answers its events as clients must see them, for publishing. A step with a seq that is stored already
    /// updates that step's status and result. Usage is added to what the project and the user's month have spent, and its reservation
    /// (same id) is gone; an end, a question and a month's limit that is nearly used up make a notification. All in one transaction.
    /// </summary>
    /// <exception cref="LeaseLostException">Nothing was written.</exception>
    public async Task<IReadOnlyList<RunEvent>> AppendAsync(RunLease lease, JournalEntry entry, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SqlOf(entry));
        Bind(command.Parameters, lease, entry);
        command.Parameters.AddWithValue("news_ids", new[] { Guid.CreateVersion7(now), Guid.CreateVersion7(now) });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) throw new LeaseLostException(lease);
        var last = reader.GetInt64(0);
        entry.NotifiedUser = reader.IsDBNull(1) ? null : reader.GetGuid(1);
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

    private static string SqlOf(JournalEntry entry)
    {
        var news = entry.Status is not null || entry.Starter is not null || entry.Usage.Any(u => u.CostUsd > 0);
        var parts = new List<string> { FencedSql };
        if (entry.Steps.Count > 0) parts.Add(StepsSql);
        if (entry.Events.Count > 0) parts.Add(EventsSql);
        if (entry.Messages.Count > 0) parts.Add(MessagesSql);
        if (entry.Usage.Count > 0) parts.Add(UsageSql);
        if (entry.Checkpoints.Count > 0) parts.Add(CheckpointsSql);
        if (entry.Questions.Count > 0) parts.Add(QuestionSql);
        if (news) parts.Add(MoneyAndNewsSql);
        return $"{string.Join(",\n", parts)}\n{(news ? NewsEndSql : QuietEndSql)}";
    }

    private static void Bind(NpgsqlParameterCollection p, RunLease lease, JournalEntry entry)
    {
        p.AddWithValue("run", lease.RunId);
        p.AddWithValue("epoch", lease.Epoch);
        Add(p, "status", NpgsqlDbType.Text, entry.Status?.ToString().ToLowerInvariant());
        Add(p, "error_code", NpgsqlDbType.Text, entry.Error?.Code);
        Add(p, "error_detail", NpgsqlDbType.Text, entry.Error?.Detail);
        p.AddWithValue("budget_code", ErrorCodes.BudgetExceeded);
        p.AddWithValue("input_tokens", entry.Usage.Sum(u => u.InputTokens));
        p.AddWithValue("output_tokens", entry.Usage.Sum(u => u.OutputTokens));
        p.AddWithValue("cost", entry.Usage.Sum(u => u.CostUsd));
        Add(p, "starter", NpgsqlDbType.Text, entry.Starter);
        BindSteps(p, entry.Steps);
        Array(p, "event_types", NpgsqlDbType.Text, entry.Events, e => e.Type);
        Array(p, "event_datas", NpgsqlDbType.Text, entry.Events, e => e.Data);
        Array(p, "message_ids", NpgsqlDbType.Uuid, entry.Messages, m => m.Id);
        Array(p, "message_roles", NpgsqlDbType.Text, entry.Messages, m => m.Role.ToString().ToLowerInvariant());
        Array(p, "message_texts", NpgsqlDbType.Text, entry.Messages, m => m.Text);
        BindUsage(p, entry);
        Array(p, "checkpoint_ids", NpgsqlDbType.Uuid, entry.Checkpoints, c => c.Id);
        Array(p, "checkpoint_shas", NpgsqlDbType.Text, entry.Checkpoints, c => c.Sha);
        Array(p, "checkpoint_titles", NpgsqlDbType.Text, entry.Checkpoints, c => c.Title);
        Array(p, "checkpoint_verifications", NpgsqlDbType.Text, entry.Checkpoints, c => c.Verification);
        BindQuestion(p, entry.Questions.SingleOrDefault());
    }

    private static void BindSteps(NpgsqlParameterCollection p, List<RunStep> steps)
    {
        Array(p, "step_seqs", NpgsqlDbType.Bigint, steps, s => s.Seq);
        Array(p, "step_kinds", NpgsqlDbType.Text, steps, s => s.Kind.ToString().ToLowerInvariant());
        Array(p, "step_statuses", NpgsqlDbType.Text, steps, s => s.Status.ToString().ToLowerInvariant());
        Array(p, "step_names", NpgsqlDbType.Text, steps, s => s.Name);
        Array(p, "step_calls", NpgsqlDbType.Text, steps, s => s.CallId);
        Array(p, "step_payloads", NpgsqlDbType.Text, steps, s => s.Payload);
        Array(p, "step_results", NpgsqlDbType.Text, steps, s => s.Result);
        Array(p, "step_starts", NpgsqlDbType.TimestampTz, steps, s => s.StartedAt);
        Array(p, "step_ends", NpgsqlDbType.TimestampTz, steps, s => s.EndedAt);
    }

    private static void BindUsage(NpgsqlParameterCollection p, JournalEntry entry)
    {
        Array(p, "usage_ids", NpgsqlDbType.Uuid, entry.Usage, u => u.Id);
        Array(p, "usage_providers", NpgsqlDbType.Text, entry.Usage, u => u.Provider);
        Array(p, "usage_models", NpgsqlDbType.Text, entry.Usage, u => u.Model);
        Array(p, "usage_inputs", NpgsqlDbType.Bigint, entry.Usage, u => u.InputTokens);
        Array(p, "usage_cached", NpgsqlDbType.Bigint, entry.Usage, u => u.CachedTokens);
        Array(p, "usage_outputs", NpgsqlDbType.Bigint, entry.Usage, u => u.OutputTokens);
        Array(p, "usage_costs", NpgsqlDbType.Numeric, entry.Usage, u => u.CostUsd);
    }

    private static void BindQuestion(NpgsqlParameterCollection p, Question? question)
    {
        Add(p, "question_id", NpgsqlDbType.Uuid, question?.Id);
        Add(p, "question_call", NpgsqlDbType.Text, question?.CallId);
        Add(p, "question_text", NpgsqlDbType.Text, question?.Text);
        Add(p, "question_choices", NpgsqlDbType.Array | NpgsqlDbType.Text, question?.Choices);
    }

    private static void Add(NpgsqlParameterCollection p, string name, NpgsqlDbType type, object? value) =>
        p.Add(new NpgsqlParameter(name, type) { Value = value ?? DBNull.Value });

    private static void Array<T, TValue>(NpgsqlParameterCollection p, string name, NpgsqlDbType type, IEnumerable<T> items, Func<T, TValue> value) =>
        p.Add(new NpgsqlParameter(name, NpgsqlDbType.Array | type) { Value = items.Select(value).ToArray() });
}
