using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Npgsql;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;

namespace Samokoder.Data.Runs;

/// <summary>
/// The statement that writes entries of the journal, of at most one for each run. It is put together from the parts that the entries need, so that the database
/// prepares a few short ones. Each entry is a row of the arrays that begin with "entry"; what belongs to it names its run.
/// </summary>
internal sealed partial class JournalStatement
{
    private const string FencedSql = """
        WITH fenced AS (
            UPDATE runs r SET
                event_seq = r.event_seq + e.event_count,
                status = coalesce(e.status, r.status),
                error_code = coalesce(e.error_code, r.error_code),
                error_detail = coalesce(e.error_detail, r.error_detail),
                ended_at = CASE WHEN e.status IN ('succeeded', 'failed', 'cancelled') THEN clock_timestamp() ELSE r.ended_at END,
                attempts = CASE WHEN e.status = 'waiting' OR e.paid THEN 0 ELSE r.attempts END,
                lease_owner = CASE WHEN e.status IS NULL THEN r.lease_owner END,
                lease_until = CASE WHEN e.status IS NULL THEN r.lease_until END,
                input_tokens = r.input_tokens + e.input_tokens,
                output_tokens = r.output_tokens + e.output_tokens,
                cost_usd = r.cost_usd + e.cost
            FROM unnest(@entry_runs, @entry_epochs, @entry_event_counts, @entry_statuses, @entry_error_codes, @entry_error_details, @entry_paid,
                        @entry_input_tokens, @entry_output_tokens, @entry_costs)
                 AS e(run_id, epoch, event_count, status, error_code, error_detail, paid, input_tokens, output_tokens, cost)
            WHERE r.id = e.run_id AND r.lease_epoch = e.epoch AND r.status = 'running'
            RETURNING r.id, r.project_id, r.user_id, r.lease_epoch, r.event_seq, e.event_count, e.status, e.error_code, e.error_detail, e.cost)
        """;

    private const string StepsSql = """
        steps AS (
            INSERT INTO run_steps (run_id, seq, kind, status, name, call_id, payload, result, lease_epoch, started_at, ended_at)
            SELECT f.id, s.seq, s.kind, s.status, s.name, s.call_id, s.payload::json, s.result::json, f.lease_epoch, s.started_at, s.ended_at
            FROM fenced f JOIN unnest(@step_runs, @step_seqs, @step_kinds, @step_statuses, @step_names, @step_calls, @step_payloads, @step_results,
                                      @step_starts, @step_ends)
                 AS s(run_id, seq, kind, status, name, call_id, payload, result, started_at, ended_at) ON s.run_id = f.id
            ON CONFLICT (run_id, seq) DO UPDATE SET status = excluded.status, result = excluded.result, ended_at = excluded.ended_at)
        """;

    private const string EventsSql = """
        events AS (
            INSERT INTO run_events (run_id, seq, type, data, at)
            SELECT f.id, f.event_seq - f.event_count + e.ordinal, e.type, e.data::json, clock_timestamp()
            FROM fenced f JOIN unnest(@event_runs, @event_ordinals, @event_types, @event_datas) AS e(run_id, ordinal, type, data) ON e.run_id = f.id)
        """;

    private const string MessagesSql = """
        messages AS (
            INSERT INTO messages (id, project_id, run_id, role, text, created_at)
            SELECT m.id, f.project_id, f.id, m.role, m.text, clock_timestamp()
            FROM fenced f JOIN unnest(@message_runs, @message_ids, @message_roles, @message_texts) AS m(run_id, id, role, text) ON m.run_id = f.id)
        """;

    private const string UsageSql = """
        usage AS (
            INSERT INTO usage_records (id, user_id, project_id, run_id, provider, model, input_tokens, cached_tokens, output_tokens, cost_usd, at)
            SELECT u.id, f.user_id, f.project_id, f.id, u.provider, u.model, u.input, u.cached, u.output, u.cost, clock_timestamp()
            FROM fenced f JOIN unnest(@usage_runs, @usage_ids, @usage_providers, @usage_models, @usage_inputs, @usage_cached, @usage_outputs, @usage_costs)
                 AS u(run_id, id, provider, model, input, cached, output, cost) ON u.run_id = f.id),
        settled AS (
            DELETE FROM budget_reservations h USING fenced f WHERE h.run_id = f.id AND h.id = ANY(@usage_ids))
        """;

    private const string CheckpointsSql = """
        checkpoints AS (
            INSERT INTO checkpoints (id, project_id, run_id, sha, title, verification, created_at)
            SELECT c.id, f.project_id, f.id, c.sha, c.title, c.verification::jsonb, clock_timestamp()
            FROM fenced f JOIN unnest(@checkpoint_runs, @checkpoint_ids, @checkpoint_shas, @checkpoint_titles, @checkpoint_verifications)
                 AS c(run_id, id, sha, title, verification) ON c.run_id = f.id)
        """;

    private const string QuestionsSql = """
        asked AS (
            INSERT INTO questions (id, run_id, call_id, text, choices, asked_at)
            SELECT q.id, f.id, q.call_id, q.text, ARRAY(SELECT jsonb_array_elements_text(q.choices::jsonb)), clock_timestamp()
            FROM fenced f JOIN unnest(@question_runs, @question_ids, @question_calls, @question_texts, @question_choices)
                 AS q(run_id, id, call_id, text, choices) ON q.run_id = f.id)
        """;

    /// <summary>Rows that several runs of a person share are locked in the order of the people, so that no two statements wait for each other.</summary>
    private const string MoneyAndNewsSql = """
        said AS (
            SELECT f.*, s.starter, s.question, s.news_id, s.warning_id
            FROM fenced f JOIN unnest(@entry_runs, @said_starters, @said_questions, @said_news_ids, @said_warning_ids)
                 AS s(run_id, starter, question, news_id, warning_id) ON s.run_id = f.id),
        touched AS (
            UPDATE projects p
            SET updated_at = CASE WHEN s.status IS NULL THEN p.updated_at ELSE clock_timestamp() END, spent_usd = p.spent_usd + s.cost,
                starter = coalesce(s.starter, p.starter)
            FROM said s WHERE p.id = s.project_id AND (s.status IS NOT NULL OR s.cost > 0 OR s.starter IS NOT NULL)),
        month AS (
            INSERT INTO budget_months AS m (user_id, month, spent_usd)
            SELECT user_id, date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC')::date, sum(cost) FROM fenced WHERE cost > 0 GROUP BY user_id ORDER BY user_id
            ON CONFLICT (user_id, month) DO UPDATE SET spent_usd = m.spent_usd + excluded.spent_usd
            RETURNING user_id, spent_usd),
        news AS (
            SELECT s.user_id, 2 AS place, s.news_id AS id, s.project_id, s.id AS run_id,
                   CASE WHEN s.status = 'succeeded' THEN 'runsucceeded' WHEN s.status = 'waiting' THEN 'questionwaiting'
                        WHEN s.error_code = @budget_code THEN 'budgetstopped' ELSE 'runfailed' END AS kind,
                   s.error_code AS code, coalesce(s.question, s.error_detail) AS detail, NULL::numeric AS spent, NULL::numeric AS cap
            FROM said s WHERE s.status IN ('succeeded', 'failed', 'waiting')
            UNION ALL
            SELECT w.user_id, 1, w.warning_id, w.project_id, w.id, 'budgetwarning', NULL, NULL, m.spent_usd, b.monthly_cap_usd
            FROM (SELECT DISTINCT ON (user_id) *, sum(cost) OVER (PARTITION BY user_id) AS added FROM said WHERE cost > 0 ORDER BY user_id, id) w
            JOIN month m ON m.user_id = w.user_id JOIN budgets b ON b.user_id = w.user_id
            WHERE m.spent_usd >= b.monthly_cap_usd * 0.8 AND m.spent_usd - w.added < b.monthly_cap_usd * 0.8),
        numbered AS (
            INSERT INTO notification_counters AS c (user_id, last_seq)
            SELECT user_id, count(*) FROM news GROUP BY user_id ORDER BY user_id
            ON CONFLICT (user_id) DO UPDATE SET last_seq = c.last_seq + excluded.last_seq
            RETURNING user_id, last_seq),
        notified AS (
            INSERT INTO notifications (user_id, seq, id, kind, project_id, run_id, code, detail, spent_usd, cap_usd, created_at)
            SELECT n.user_id, c.last_seq + 1 - row_number() OVER (PARTITION BY n.user_id ORDER BY n.place DESC, n.id), n.id, n.kind, n.project_id, n.run_id,
                   n.code, n.detail, n.spent, n.cap, clock_timestamp()
            FROM news n JOIN numbered c ON c.user_id = n.user_id),
        mailed AS (
            INSERT INTO queued_mails (id, kind, recipient, data, locale, created_at, due_at, attempts)
            SELECT gen_random_uuid(), 'notification', u.email, jsonb_build_object('notification', n.id), coalesce(u.locale, 'en'), clock_timestamp(), clock_timestamp(), 0
            FROM news n JOIN users u ON u.id = n.user_id
            WHERE NOT u.is_blocked
              AND CASE WHEN n.kind LIKE 'run%' THEN 'run' WHEN n.kind = 'questionwaiting' THEN 'question' ELSE 'budget' END = ANY(u.mail_for))
        """;

    private const string QuietEndSql = "SELECT f.id, f.event_seq, NULL::uuid FROM fenced f";

    private const string NewsEndSql = "SELECT f.id, f.event_seq, (SELECT n.user_id FROM news n WHERE n.run_id = f.id LIMIT 1) FROM fenced f";

    private static readonly ConcurrentDictionary<JournalParts, JournalStatement> Known = [];

    private readonly string _sql;
    private readonly List<Func<IReadOnlyList<LeasedEntry>, NpgsqlParameter>> _parameters = [];

    /// <summary>Numbers the parameters in the order in which the text names them: the driver need not look for names with each execution.</summary>
    private JournalStatement(JournalParts parts)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        _sql = Name().Replace(TextOf(parts), match =>
        {
            if (!places.TryGetValue(match.Value, out var place))
            {
                _parameters.Add(JournalColumns.Find(match.Groups[1].Value));
                places[match.Value] = place = _parameters.Count;
            }
            return FormattableString.Invariant($"${place}");
        });
    }

    /// <summary>Writes the entries, all or none, and marks those that made a notification.</summary>
    /// <returns>For each the id of its last event; null when its lease is lost and nothing of it was written.</returns>
    public static async Task<long?[]> ExecuteAsync(NpgsqlDataSource dataSource, IReadOnlyList<LeasedEntry> entries)
    {
        var parts = entries.Aggregate(default(JournalParts), (all, e) => all | PartsOf(e.Entry));
        await using var command = Known.GetOrAdd(parts, p => new JournalStatement(p)).CommandFor(dataSource, entries);
        await using var reader = await command.ExecuteReaderAsync();
        var written = new long?[entries.Count];
        while (await reader.ReadAsync())
        {
            var place = IndexOf(entries, reader.GetGuid(0));
            written[place] = reader.GetInt64(1);
            entries[place].Entry.NotifiedUser = reader.IsDBNull(2) ? null : reader.GetGuid(2);
        }
        return written;
    }

    private NpgsqlCommand CommandFor(NpgsqlDataSource dataSource, IReadOnlyList<LeasedEntry> entries)
    {
        var command = dataSource.CreateCommand(_sql);
        foreach (var parameter in _parameters) command.Parameters.Add(parameter(entries));
        return command;
    }

    private static int IndexOf(IReadOnlyList<LeasedEntry> entries, Guid runId)
    {
        var place = 0;
        while (entries[place].Lease.RunId != runId) place++;
        return place;
    }

    private static JournalParts PartsOf(JournalEntry entry) =>
        Part(entry.Steps.Count > 0, JournalParts.Steps)
        | Part(entry.Events.Count > 0, JournalParts.Events)
        | Part(entry.Messages.Count > 0, JournalParts.Messages)
        | Part(entry.Usage.Count > 0, JournalParts.Usage)
        | Part(entry.Checkpoints.Count > 0, JournalParts.Checkpoints)
        | Part(entry.Questions.Count > 0, JournalParts.Questions)
        | Part(entry.Status is not null || entry.Starter is not null || entry.Usage.Exists(u => u.CostUsd > 0), JournalParts.MoneyAndNews);

    private static JournalParts Part(bool there, JournalParts part) => there ? part : JournalParts.None;

    private static string TextOf(JournalParts parts)
    {
        var texts = new List<string> { FencedSql };
        if (parts.HasFlag(JournalParts.Steps)) texts.Add(StepsSql);
        if (parts.HasFlag(JournalParts.Events)) texts.Add(EventsSql);
        if (parts.HasFlag(JournalParts.Messages)) texts.Add(MessagesSql);
        if (parts.HasFlag(JournalParts.Usage)) texts.Add(UsageSql);
        if (parts.HasFlag(JournalParts.Checkpoints)) texts.Add(CheckpointsSql);
        if (parts.HasFlag(JournalParts.Questions)) texts.Add(QuestionsSql);
        if (parts.HasFlag(JournalParts.MoneyAndNews)) texts.Add(MoneyAndNewsSql);
        return $"{string.Join(",\n", texts)}\n{(parts.HasFlag(JournalParts.MoneyAndNews) ? NewsEndSql : QuietEndSql)}";
    }

    [GeneratedRegex("@([a-z_]+)")]
    private static partial Regex Name();
}

/// <summary>What beside its run entries change.</summary>
[Flags]
internal enum JournalParts
{
    None = 0,
    Steps = 1,
    Events = 2,
    Messages = 4,
    Usage = 8,
    Checkpoints = 16,
    Questions = 32,
    MoneyAndNews = 64,
}
