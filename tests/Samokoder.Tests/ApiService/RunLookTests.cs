using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Samokoder.ApiService.Features.Runs.Events;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;

namespace Samokoder.Tests.ApiService;

/// <summary>One look of the process stands in for Redis, for all open streams together.</summary>
[Collection(ApiTests.Name)]
public sealed class RunLookTests(ApiFixture api)
{
    private const int Streams = 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private NpgsqlDataSource Database => api.Services.GetRequiredService<NpgsqlDataSource>();

    [Fact]
    public async Task What_Redis_lost_of_many_runs_reaches_each_stream_and_streams_without_news_cost_one_statement_together()
    {
        using var user = await api.RegisterAsync();
        var runs = await AddRunsAsync(await user.CreateProjectAsync());
        var streams = await Task.WhenAll(runs.Select(run => EventStream.OpenAsync(user, run)));
        foreach (var stream in streams)
            Assert.Equal(1, (await stream.NextAsync(Cancel))!.Id);

        using (var statements = new StatementCounter(Database))
        {
            await Task.Delay(2 * RunLooks.Interval, Cancel);
            Assert.InRange(statements.Count("AS known(id, seen)"), 1, 3);
            Assert.Equal(0, statements.Count("run_events"));
        }

        await StoreSilentlyAsync(runs, new RunStatusChanged(RunStatus.Running));
        foreach (var stream in streams)
            Assert.Equal((2, RunStatus.Running), IdAndStatus(await stream.NextAsync(Cancel)));
        await StoreSilentlyAsync(runs, new RunStatusChanged(RunStatus.Succeeded));
        foreach (var stream in streams)
        {
            Assert.Equal((3, RunStatus.Succeeded), IdAndStatus(await stream.NextAsync(Cancel)));
            Assert.Null(await stream.NextAsync(Cancel));
            stream.Dispose();
        }

        var looks = api.Services.GetRequiredService<RunLooks>();
        Assert.Empty(looks.Watched().Select(w => w.RunId).Intersect(runs));
    }

    [Fact]
    public async Task Streams_of_one_run_at_different_places_each_get_what_they_lack()
    {
        using var user = await api.RegisterAsync();
        var run = (await user.CreateProjectAsync()).Run.Id;
        await StoreSilentlyAsync([run], new RunStatusChanged(RunStatus.Running));
        using var late = await EventStream.OpenAsync(user, run, after: 2);
        using var early = await EventStream.OpenAsync(user, run);
        Assert.Equal([1, 2], [(await early.NextAsync(Cancel))!.Id, (await early.NextAsync(Cancel))!.Id]);
        await StoreSilentlyAsync([run], new RunStatusChanged(RunStatus.Waiting));
        Assert.Equal((3, RunStatus.Waiting), IdAndStatus(await late.NextAsync(Cancel)));
        Assert.Equal((3, RunStatus.Waiting), IdAndStatus(await early.NextAsync(Cancel)));
    }

    [Fact]
    public async Task A_stream_ends_when_its_run_is_deleted()
    {
        using var user = await api.RegisterAsync();
        var created = await user.CreateProjectAsync();
        using var stream = await EventStream.OpenAsync(user, created.Run.Id);
        Assert.Equal(1, (await stream.NextAsync(Cancel))!.Id);
        await using (var db = await api.DbAsync())
            await db.Projects.Where(p => p.Id == created.Project.Id).ExecuteDeleteAsync(Cancel);
        Assert.Null(await stream.NextAsync(Cancel));
    }

    private static (long?, RunStatus) IdAndStatus(RunEvent? e) => (e!.Id, e.Read<RunStatusChanged>().Status);

    /// <summary>With their first event each.</summary>
    private async Task<Guid[]> AddRunsAsync(Contracts.Projects.ProjectCreated created)
    {
        await using var db = await api.DbAsync();
        var project = await db.Projects.SingleAsync(p => p.Id == created.Project.Id, Cancel);
        var queue = api.Services.GetRequiredService<RunQueue>();
        var runs = Enumerable.Range(0, Streams).Select(i => queue.Add(db, project, $"Number {i}", created.Run.Model, approvePlan: false).Id).ToArray();
        await db.SaveChangesAsync(Cancel);
        return runs;
    }

    /// <summary>As when Redis loses the message.</summary>
    private async Task StoreSilentlyAsync(Guid[] runs, RunStatusChanged status)
    {
        await using var command = Database.CreateCommand("""
            WITH raised AS (UPDATE runs SET event_seq = event_seq + 1 WHERE id = ANY($1) RETURNING id, event_seq)
            INSERT INTO run_events (run_id, seq, type, data, at) SELECT id, event_seq, $2, $3::json, clock_timestamp() FROM raised
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = runs });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = RunStatusChanged.Type });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $$"""{"status":"{{status.Status.ToString().ToLowerInvariant()}}"}""" });
        Assert.Equal(runs.Length, await command.ExecuteNonQueryAsync(Cancel));
    }

    /// <summary>Statements on one database.</summary>
    private sealed class StatementCounter : IDisposable
    {
        private readonly ConcurrentQueue<string> _statements = new();
        private readonly ActivityListener _listener;

        public StatementCounter(NpgsqlDataSource database)
        {
            var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "Npgsql",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity =>
                {
                    if ((activity.GetTagItem("db.namespace") ?? activity.GetTagItem("db.name")) as string == name && (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) is string text)
                        _statements.Enqueue(text);
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public int Count(string part) => _statements.Count(s => s.Contains(part, StringComparison.Ordinal));

        public void Dispose() => _listener.Dispose();
    }
}
