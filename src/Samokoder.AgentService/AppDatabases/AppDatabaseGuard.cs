using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Npgsql;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.AppDatabases;

/// <summary>
/// Keeps each app's database near its limit while the app runs. Soft like the limit of files: it can be passed by what is written between two looks.
/// </summary>
internal sealed partial class AppDatabaseGuard(
    AppDatabaseServer server, AppDatabaseHold hold, AppDatabaseHolds holds, DataFolder data, IOptions<SandboxOptions> options, TimeProvider time,
    ILogger<AppDatabaseGuard> log)
    : BackgroundService
{
    private const long Mega = 1024 * 1024;

    /// <summary>What the server itself adds, as the map of free space, is no growth.</summary>
    private const long Tolerated = 16 * Mega;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>Whoever deletes one row again and again must not have tables written anew all the time.</summary>
    private static readonly TimeSpan BetweenShrinks = TimeSpan.FromSeconds(30);

    /// <summary>Of those that are held.</summary>
    private readonly ConcurrentDictionary<Guid, Seen> seen = new();

    /// <summary>Looks once. One database that refuses keeps none of the others from being looked at.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var cap = options.Value.DatabaseMb * Mega;
        var held = new HashSet<Guid>();
        foreach (var database in await server.LookAsync(cancellationToken))
        {
            if (!Directory.Exists(data.ProjectFolder(database.ProjectId)))
                continue; // Another machine looks after it.
            if (await TryAsync(database, cap, cancellationToken) ?? database.Held)
                held.Add(database.ProjectId);
        }
        holds.Set(held);
    }

    /// <returns>Whether it is held now; null when that could not be changed.</returns>
    private async Task<bool?> TryAsync(AppDatabaseSize database, long cap, CancellationToken cancellationToken)
    {
        try
        {
            return await DecideAsync(database, cap == 0 || database.Bytes <= cap, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            LogFailed(log, e, database.ProjectId);
            return null;
        }
    }

    private async Task<bool> DecideAsync(AppDatabaseSize database, bool fits, CancellationToken cancellationToken)
    {
        var name = AppDatabaseServer.NameOf(database.ProjectId);
        switch (database.Held, fits)
        {
            case (false, true):
                return false;
            case (true, true):
                seen.TryRemove(database.ProjectId, out _);
                await hold.GiveAsync(name, cancellationToken);
                LogGiven(log, database.ProjectId);
                return false;
            case (false, false):
                await hold.TakeAsync(name, cancellationToken);
                LogTaken(log, database.ProjectId, database.Bytes / Mega);
                return true;
            default:
                await TendAsync(name, database, cancellationToken);
                return true;
        }
    }

    /// <summary>One that is held and still too large: it may have made room, or have found a way to grow.</summary>
    private async Task TendAsync(string name, AppDatabaseSize database, CancellationToken cancellationToken)
    {
        var now = seen.GetOrAdd(database.ProjectId, _ => new Seen { Least = database.Bytes, Deleted = -1 });
        if (now.Shrinking is { } shrinking)
        {
            now.Shrinking = shrinking.IsCompleted ? null : shrinking; // While tables are written anew the size says nothing.
            return;
        }
        now.Least = Math.Min(now.Least, database.Bytes);
        var deleted = await hold.DeletedAsync(name, cancellationToken);
        if (database.Bytes > now.Least + Tolerated)
        {
            await hold.SealAsync(name, cancellationToken);
            now.Least = database.Bytes;
            LogSealed(log, database.ProjectId, database.Bytes / Mega);
        }
        else if (deleted != now.Deleted && (now.ShrunkAt is not { } at || time.GetElapsedTime(at) > BetweenShrinks))
        {
            (now.Deleted, now.ShrunkAt) = (deleted, time.GetTimestamp());
            now.Shrinking = ShrinkAsync(name, database.ProjectId, cancellationToken); // Others are looked at meanwhile.
        }
    }

    private async Task ShrinkAsync(string name, Guid projectId, CancellationToken cancellationToken)
    {
        try
        {
            await hold.ShrinkAsync(name, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            LogFailed(log, e, projectId); // The next rows that are deleted have it tried again.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!server.IsConfigured)
            return;
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogAway(log, e.Message); // The dashboard shows a server that is away; apps cannot write to it either.
            }
        }
    }

    private sealed class Seen
    {
        public long Least { get; set; }

        public long Deleted { get; set; }

        public long? ShrunkAt { get; set; }

        public Task? Shrinking { get; set; }
    }

    [LoggerMessage(LogLevel.Warning, "The database of project {ProjectId} is too large ({Megabytes} MiB): its app may only read and delete until it is smaller.")]
    private static partial void LogTaken(ILogger logger, Guid projectId, long megabytes);

    [LoggerMessage(LogLevel.Warning, "The database of project {ProjectId} grew on ({Megabytes} MiB) though its app may not write: it may only read now.")]
    private static partial void LogSealed(ILogger logger, Guid projectId, long megabytes);

    [LoggerMessage(LogLevel.Information, "The database of project {ProjectId} is small enough again: its app may write.")]
    private static partial void LogGiven(ILogger logger, Guid projectId);

    [LoggerMessage(LogLevel.Warning, "The limit of the database of project {ProjectId} could not be enforced; tried again in some seconds.")]
    private static partial void LogFailed(ILogger logger, Exception exception, Guid projectId);

    [LoggerMessage(LogLevel.Debug, "How large the databases of apps are could not be asked: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}
