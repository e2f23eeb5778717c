using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Samokoder.Data;

/// <summary>
/// Brings the schema up to date before the service accepts anything. Replicas that start together take turns by an advisory lock.
/// A server that is not there yet is waited for; a migration that fails stops the service.
/// </summary>
internal sealed partial class DatabaseMigration(
    IDbContextFactory<SamokoderDbContext> contexts, NpgsqlDataSource dataSource, TimeProvider time, ILogger<DatabaseMigration> logger)
    : IHostedLifecycleService
{
    /// <summary>Any number, as long as nobody else uses it in this database.</summary>
    private const long LockKey = 0x53616D6F6B6F64;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellationToken);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            if (pending.Count == 0) return;
            Applying(pending.Count, pending[^1]);
            await db.Database.MigrateAsync(cancellationToken);
        }
        finally
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await dataSource.OpenConnectionAsync(cancellationToken);
            }
            catch (NpgsqlException exception) when (IsNotThereYet(exception))
            {
                WaitingForServer(exception.Message);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
    }

    /// <summary>Not reachable, or starting up; a wrong password or a missing database will not get better by waiting.</summary>
    private static bool IsNotThereYet(NpgsqlException exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow }
        || exception.InnerException is SocketException or IOException or TimeoutException;

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Applying {Count} migrations, up to {Last}")]
    private partial void Applying(int count, string last);

    [LoggerMessage(LogLevel.Warning, "PostgreSQL does not answer yet ({Reason}); trying again")]
    private partial void WaitingForServer(string reason);
}
