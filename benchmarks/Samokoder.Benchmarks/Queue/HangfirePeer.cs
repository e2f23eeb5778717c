using System.Diagnostics;
using Hangfire;
using Hangfire.PostgreSql;

namespace Samokoder.Benchmarks.Queue;

/// <summary>The peer: Hangfire with its PostgreSQL storage, as its documentation sets it up, polling as often as it allows.</summary>
internal static class HangfirePeer
{
    private static int _done;

    /// <summary>Called by the workers; does nothing but count.</summary>
    public static void Nothing() => Interlocked.Increment(ref _done);

    /// <summary>Jobs a second until the queue is empty.</summary>
    public static async Task<double> DrainAsync(string connectionString, int jobs, int workers)
    {
        var storage = new PostgreSqlStorage(
            new Hangfire.PostgreSql.Factories.NpgsqlConnectionFactory(connectionString, new PostgreSqlStorageOptions()),
            new PostgreSqlStorageOptions { QueuePollInterval = TimeSpan.FromMilliseconds(50), UseSlidingInvisibilityTimeout = true });
        var client = new BackgroundJobClient(storage);
        for (var i = 0; i < jobs; i++) client.Enqueue(() => Nothing());
        _done = 0;
        var begin = Stopwatch.GetTimestamp();
        using var server = new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = workers }, storage);
        while (Volatile.Read(ref _done) < jobs) await Task.Delay(1);
        return jobs / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
