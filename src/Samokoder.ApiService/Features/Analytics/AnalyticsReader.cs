using Npgsql;
using NpgsqlTypes;
using Samokoder.ApiService.Features.Usage;
using Samokoder.Contracts.Analytics;
using Samokoder.Contracts.Usage;

namespace Samokoder.ApiService.Features.Analytics;

/// <summary>Counts runs and their cost, of one user or of all.</summary>
internal sealed class AnalyticsReader(NpgsqlDataSource dataSource, TimeProvider time)
{
    private const string OfUser = "user_id = @user AND";

    internal const string RunsSql = """
        SELECT count(*), count(*) FILTER (WHERE status = 'succeeded'), count(*) FILTER (WHERE status = 'failed'),
               count(*) FILTER (WHERE status = 'cancelled'), count(*) FILTER (WHERE ended_at IS NULL),
               percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - started_at)::float8)
                   FILTER (WHERE ended_at IS NOT NULL AND started_at IS NOT NULL),
               count(DISTINCT user_id)
        FROM runs WHERE {who} created_at >= @from AND created_at < @until
        """;

    internal const string FailuresSql = """
        SELECT error_code, count(*) FROM runs
        WHERE {who} created_at >= @from AND created_at < @until AND status = 'failed' AND error_code IS NOT NULL
        GROUP BY error_code ORDER BY count(*) DESC, error_code LIMIT 20
        """;

    internal const string UsageSql = """
        SELECT count(*), coalesce(sum(input_tokens), 0)::bigint, coalesce(sum(cached_tokens), 0)::bigint, coalesce(sum(output_tokens), 0)::bigint,
               coalesce(sum(cost_usd), 0)
        FROM usage_records WHERE {who} at >= @from AND at < @until
        """;

    private const string MyProjectsSql = "SELECT count(*) FROM projects WHERE owner_id = @user";

    private const string SystemSql = """
        SELECT (SELECT count(*) FROM projects), (SELECT count(*) FROM users), (SELECT count(*) FROM runs WHERE status = 'queued'),
               (SELECT count(*) FROM runs WHERE status = 'running')
        """;

    public async Task<Contracts.Analytics.Analytics> ReadAsync(Guid userId, DayRange range, CancellationToken cancellationToken)
    {
        var answer = await QueryAsync(MyProjectsSql, userId, range, cancellationToken);
        return new(range.First(time), range.Last(time), answer.Counts[0], answer.Runs, answer.Failures, answer.Usage);
    }

    public async Task<SystemAnalytics> ReadSystemAsync(DayRange range, CancellationToken cancellationToken)
    {
        var answer = await QueryAsync(SystemSql, null, range, cancellationToken);
        return new(
            range.First(time), range.Last(time), answer.Counts[1], answer.ActiveUsers, answer.Counts[0], answer.Runs, answer.Failures, answer.Usage,
            answer.Counts[2], answer.Counts[3]);
    }

    /// <summary>All in one round trip.</summary>
    private async Task<Answer> QueryAsync(string countsSql, Guid? userId, DayRange range, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        foreach (var sql in (string[])[RunsSql, FailuresSql, UsageSql, countsSql])
            batch.BatchCommands.Add(Command(sql.Replace("{who}", userId is null ? "" : OfUser, StringComparison.Ordinal), userId, range));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (runs, users) = (ReadRuns(reader), reader.GetInt64(6));
        await reader.NextResultAsync(cancellationToken);
        var failures = new List<FailureCount>();
        while (await reader.ReadAsync(cancellationToken))
            failures.Add(new(reader.GetString(0), reader.GetInt64(1)));
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var usage = new UsageTotals(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetDecimal(4));
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(runs, users, failures, usage, [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetInt64)]);
    }

    private NpgsqlBatchCommand Command(string sql, Guid? userId, DayRange range)
    {
        var command = new NpgsqlBatchCommand(sql);
        if (sql.Contains("@user", StringComparison.Ordinal))
            command.Parameters.Add(new NpgsqlParameter("user", NpgsqlDbType.Uuid) { Value = userId!.Value });
        if (sql.Contains("@from", StringComparison.Ordinal))
        {
            command.Parameters.Add(new NpgsqlParameter("from", range.Start(time)));
            command.Parameters.Add(new NpgsqlParameter("until", range.End(time)));
        }
        return command;
    }

    private static RunStatistics ReadRuns(NpgsqlDataReader reader)
    {
        var (succeeded, failed) = (reader.GetInt64(1), reader.GetInt64(2));
        var times = reader.IsDBNull(5) ? null : reader.GetFieldValue<double?[]>(5);
        return new RunStatistics(
            reader.GetInt64(0), succeeded, failed, reader.GetInt64(3), reader.GetInt64(4),
            succeeded + failed == 0 ? null : (double)succeeded / (succeeded + failed), times?[0], times?[1]);
    }

    private sealed record Answer(RunStatistics Runs, long ActiveUsers, List<FailureCount> Failures, UsageTotals Usage, long[] Counts);
}
