using System.Diagnostics;
using Npgsql;
using Samokoder.ApiService.Features.Analytics;
using Samokoder.ApiService.Features.Usage;
using Samokoder.Tests.Data;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.ApiService.Money;

/// <summary>100,000 usage records and as many runs: 20 users, two years. What is asked reads its own part by an index.</summary>
public sealed class QueryPlanTests(Stores stores, ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_users_summary_records_and_analytics_read_their_range_by_an_index()
    {
        await using var data = await TestDatabase.CreateAsync(stores);
        var user = await FillAsync(data);
        var from = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-29);
        var range = new DayRange(from, from.AddDays(29));

        foreach (var sql in (string[])
                 [
                     UsageSummaries.Sql,
                     AnalyticsReader.UsageSql.Replace("{who}", "user_id = @user AND", StringComparison.Ordinal),
                     AnalyticsReader.RunsSql.Replace("{who}", "user_id = @user AND", StringComparison.Ordinal),
                     AnalyticsReader.FailuresSql.Replace("{who}", "user_id = @user AND", StringComparison.Ordinal),
                     "SELECT id FROM usage_records WHERE user_id = @user AND at >= @from AND at < @until ORDER BY at DESC, id DESC LIMIT 51",
                     "SELECT count(*) FROM notifications WHERE user_id = @user AND read_at IS NULL",
                 ])
        {
            var plan = await ExplainAsync(data, sql, user, range);
            Assert.DoesNotContain("Seq Scan on usage_records", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("Seq Scan on runs", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("Seq Scan on notifications", plan, StringComparison.Ordinal);
        }

        var started = Stopwatch.GetTimestamp();
        var summary = await new UsageSummaries(data.DataSource, data).ReadAsync(user, range.From!.Value, range.To!.Value, Token);
        output.WriteLine($"Summary of {summary.Total.Calls} records of 30 days: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
        started = Stopwatch.GetTimestamp();
        var analytics = await new AnalyticsReader(data.DataSource, TimeProvider.System).ReadSystemAsync(range, Token);
        output.WriteLine($"System analytics of {analytics.Runs.Total} runs: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
        Assert.Equal(summary.Total.Calls, summary.Days.Sum(d => d.Totals.Calls));
    }

    private static async Task<Guid> FillAsync(TestDatabase data)
    {
        var users = new List<Guid>();
        for (var i = 0; i < 20; i++) users.Add(await data.AddUserAsync());
        var project = await data.AddProjectAsync(users[0]);
        await using var command = data.DataSource.CreateCommand(
            """
            INSERT INTO usage_records (id, user_id, project_id, run_id, provider, model, input_tokens, cached_tokens, output_tokens, cost_usd, at)
            SELECT gen_random_uuid(), (@users)[1 + i % 20], @project, gen_random_uuid(), 'openai', 'm' || i % 5, 1000, 100, 50, 0.001, now() - i * interval '10 minutes'
            FROM generate_series(1, 100000) i;
            INSERT INTO runs (id, project_id, user_id, status, prompt, model, approve_plan, created_at, started_at, ended_at, lease_epoch, attempts, event_seq,
                              input_tokens, output_tokens, cost_usd)
            SELECT gen_random_uuid(), @project, (@users)[1 + i % 20], CASE WHEN i % 10 = 0 THEN 'failed' ELSE 'succeeded' END, 'x', 'm', false,
                   now() - i * interval '10 minutes', now() - i * interval '10 minutes', now() - i * interval '10 minutes' + i % 60 * interval '1 second', 1, 0, 1, 0, 0, 0
            FROM generate_series(1, 100000) i;
            INSERT INTO notifications (user_id, seq, id, kind, created_at, read_at)
            SELECT (@users)[1 + i % 20], i, gen_random_uuid(), 'runsucceeded', now(), CASE WHEN i % 100 > 0 THEN now() END FROM generate_series(1, 20000) i;
            """);
        command.Parameters.AddWithValue("users", users.ToArray());
        command.Parameters.AddWithValue("project", project);
        await command.ExecuteNonQueryAsync(Token);
        await using var analyze = data.DataSource.CreateCommand("ANALYZE");
        await analyze.ExecuteNonQueryAsync(Token);
        return users[0];
    }

    private static async Task<string> ExplainAsync(TestDatabase data, string sql, Guid user, DayRange range)
    {
        await using var command = data.DataSource.CreateCommand($"EXPLAIN {sql}");
        command.Parameters.Add(new NpgsqlParameter("user", user));
        command.Parameters.Add(new NpgsqlParameter("from", range.Start(TimeProvider.System)));
        command.Parameters.Add(new NpgsqlParameter("until", range.End(TimeProvider.System)));
        await using var reader = await command.ExecuteReaderAsync(Token);
        var lines = new List<string>();
        while (await reader.ReadAsync(Token)) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }
}
