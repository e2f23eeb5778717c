using Npgsql;

namespace Samokoder.EmbeddedHosting.Postgres;

internal static class PostgresClient
{
    /// <summary>Runs one statement on a connection of its own and returns its first value.</summary>
    public static async Task<object?> ExecuteAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 2, CommandTimeout = 2, ApplicationName = "samokoder engine" };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
