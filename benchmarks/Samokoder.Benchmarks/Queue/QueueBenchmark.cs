using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;
using Samokoder.Messaging.Runs;
using Samokoder.Tests.Data;
using Samokoder.Tests.Support;

namespace Samokoder.Benchmarks.Queue;

/// <summary>
/// The queue of runs against Hangfire on the same PostgreSQL: jobs that do nothing, so that what is measured is the queue: taking a job,
/// fenced and fair, and storing its end with the event that clients see.
/// </summary>
internal static class QueueBenchmark
{
    private const int Workers = 8;
    private const int Batch = 16;
    private const int Users = 50;
    private const int Singles = 300;

    public static async Task RunAsync(string[] args)
    {
        var (jobs, rounds) = (Arguments.Int(args, "jobs", 2_000), Arguments.Int(args, "rounds", 3));
        await using var stores = new Stores { Durable = true };
        var (ours, hangfire) = (new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++) // the first warms both up
        {
            await using var database = await TestDatabase.CreateAsync(stores);
            ours.Add(await DrainAsync(database, jobs));
            hangfire.Add(await HangfirePeer.DrainAsync(await stores.CreateDatabaseAsync(), Math.Max(jobs / 10, 100), Workers));
        }

        await using var latencies = await TestDatabase.CreateAsync(stores);
        var starts = await StartsAsync(latencies, stores);
        Print(Statistics.Median(ours.Skip(1)), Statistics.Median(hangfire.Skip(1)), starts);
        Console.WriteLine(FormattableString.Invariant($"\nOne durable commit of one row on this disk: {Statistics.Median(await CommitsAsync(latencies)):0.00} ms at the median; a start waits for one."));
    }

    /// <summary>Jobs a second until the queue is empty.</summary>
    private static async Task<double> DrainAsync(TestDatabase database, int jobs)
    {
        await SeedAsync(database, jobs);
        var begin = Stopwatch.GetTimestamp();
        var done = await Task.WhenAll(Enumerable.Range(0, Workers).Select(n => WorkAsync(database, $"worker-{n}")));
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        return done.Sum() == jobs ? jobs / seconds : throw new InvalidOperationException($"{done.Sum()} of {jobs} runs were done.");
    }

    private static async Task<int> WorkAsync(TestDatabase database, string name)
    {
        var done = 0;
        while (true)
        {
            var claimed = await database.Queue.ClaimAsync(name, Batch, CancellationToken.None);
            if (claimed.Count == 0 && !await AnyQueuedAsync(database)) return done;
            foreach (var run in claimed)
                await database.Journal.AppendAsync(run.Lease, new JournalEntry().ChangeStatus(RunStatus.Succeeded), TimeProvider.System.GetUtcNow());
            done += claimed.Count;
        }
    }

    private static async Task<bool> AnyQueuedAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        return await db.Runs.AnyAsync(r => r.Status == RunStatus.Queued);
    }

    /// <summary>Each run has a project of its own: those of one project wait for each other.</summary>
    private static async Task SeedAsync(TestDatabase database, int jobs)
    {
        var users = new List<Guid>();
        for (var i = 0; i < Users; i++) users.Add(await database.AddUserAsync());
        foreach (var chunk in Enumerable.Range(0, jobs).Chunk(200))
        {
            await using var db = database.CreateDbContext();
            foreach (var n in chunk)
            {
                var project = TestDatabase.NewProject(users[n % Users]);
                db.Projects.Add(project);
                database.Queue.Add(db, project, "Nothing", "demo/builder", approvePlan: false);
            }

            await db.SaveChangesAsync();
        }
    }

    /// <summary>Milliseconds from the commit of a run to its claim by an idle worker, one run at a time.</summary>
    private static async Task<List<double>> StartsAsync(TestDatabase database, Stores stores)
    {
        await using var redis = await stores.ConnectRedisAsync();
        var wakeups = new RunWakeups(redis);
        var wakes = await wakeups.SubscribeAsync();
        var user = await database.AddUserAsync();
        var milliseconds = new List<double>();
        for (var i = 0; i < Singles; i++)
        {
            var project = await database.AddProjectAsync(user);
            var claim = ClaimAfterWakeAsync(database, wakes);
            var run = await database.AddRunAsync(project);
            var begin = Stopwatch.GetTimestamp();
            await wakeups.WakeAsync(run);
            var claimed = await claim;
            milliseconds.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            await database.Journal.AppendAsync(claimed.Lease, new JournalEntry().ChangeStatus(RunStatus.Succeeded), TimeProvider.System.GetUtcNow());
        }

        return milliseconds;
    }

    /// <summary>Milliseconds of the least that can be stored: what no queue on this database can be faster than.</summary>
    private static async Task<List<double>> CommitsAsync(TestDatabase database)
    {
        await using var create = database.DataSource.CreateCommand("CREATE TABLE commits (n integer)");
        await create.ExecuteNonQueryAsync();
        var milliseconds = new List<double>();
        for (var i = 0; i < Singles; i++)
        {
            await using var insert = database.DataSource.CreateCommand("INSERT INTO commits VALUES (1)");
            var begin = Stopwatch.GetTimestamp();
            await insert.ExecuteNonQueryAsync();
            milliseconds.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        return milliseconds;
    }

    private static async Task<ClaimedRun> ClaimAfterWakeAsync(TestDatabase database, System.Threading.Channels.ChannelReader<bool> wakes)
    {
        while (true)
        {
            await wakes.ReadAsync();
            if (await database.Queue.ClaimAsync("idle", 1, CancellationToken.None) is [var claimed]) return claimed;
        }
    }

    private static void Print(double ours, double hangfire, List<double> starts)
    {
        Console.WriteLine("| queue, same PostgreSQL | jobs/s | of Hangfire | enqueue to start, p50 ms | p99 ms |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        Console.WriteLine(FormattableString.Invariant(
            $"| runs: {Workers} workers, claims of {Batch} | {ours:0} | {ours / hangfire:0.0} | {Statistics.Percentile(starts, 50):0.00} | {Statistics.Percentile(starts, 99):0.00} |"));
        Console.WriteLine(FormattableString.Invariant($"| Hangfire: {Workers} workers | {hangfire:0} | 1.0 | | |"));
    }
}
