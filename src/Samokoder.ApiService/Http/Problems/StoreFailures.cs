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

    /// <summary>Connection lost (08), out of resources (53), stopped or starting (57P).</summary>
    private static bool IsServerTrouble(string sqlState) =>
        sqlState.StartsWith("08", StringComparison.Ordinal) || sqlState.StartsWith("53", StringComparison.Ordinal)
        || sqlState.StartsWith("57P", StringComparison.Ordinal);
}
