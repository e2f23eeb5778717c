using Npgsql;
using StackExchange.Redis;

namespace Samokoder.ApiService.Http.Problems;

internal static class StoreFailures
{
    /// <summary>Whether Postgres or Redis is away, also behind the wrappers that EF Core puts around it.</summary>
    public static bool IsStoreAway(Exception? exception) => exception switch
    {
        null => false,
        PostgresException refused => IsServerTrouble(refused.SqlState),
        NpgsqlException or RedisException or RedisTimeoutException => true,
        _ => IsStoreAway(exception.InnerException),
    };

    /// <summary>Whether a connection to Postgres broke while it was used.</summary>
    public static bool IsConnectionLost(Exception? exception) => exception switch
    {
        null => false,
        NpgsqlException { InnerException: IOException } => true,
        _ => IsConnectionLost(exception.InnerException),
    };

    /// <summary>Whether somebody changed the same rows in the same moment: a key taken, a parent gone, a deadlock resolved against us.</summary>
    public static bool IsCollision(Exception? exception) => exception switch
    {
        null => false,
        PostgresException refused => refused.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation
            or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
        _ => IsCollision(exception.InnerException),
    };

    /// <summary>Connection lost (08), out of resources (53), stopped or starting (57P).</summary>
    private static bool IsServerTrouble(string sqlState) =>
        sqlState.StartsWith("08", StringComparison.Ordinal) || sqlState.StartsWith("53", StringComparison.Ordinal)
        || sqlState.StartsWith("57P", StringComparison.Ordinal);
}
