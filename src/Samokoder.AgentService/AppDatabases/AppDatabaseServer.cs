using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Samokoder.Contracts;

namespace Samokoder.AgentService.AppDatabases;

/// <summary>
/// The server that holds the databases of all apps, spoken to as its superuser. It is never the server that holds our own data; docs/adr/0016
/// says what keeps the apps apart on it.
/// </summary>
internal sealed class AppDatabaseServer(IConfiguration configuration)
{
    private const string MaintenanceDatabase = "postgres";
    private const string Prefix = "app_";

    /// <summary>Before the name of a database: the role that owns what is in it while its app may not write.</summary>
    public const string HeldPrefix = "held_";
    private const int PasswordLength = 40;

    /// <summary>Seconds. To write the tables of a full database anew takes longest.</summary>
    private const int LongestStatement = 300;

    // What an app may use up. The role cannot raise the first two; statement_timeout is a default that it may change for itself.
    private const string Role =
        """
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{0}') THEN CREATE ROLE {0}; END IF;
        END $$;
        ALTER ROLE {0} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 10 PASSWORD '{1}';
        ALTER ROLE {0} SET temp_file_limit = '256MB';
        ALTER ROLE {0} SET statement_timeout = '60s';
        ALTER ROLE {0} SET idle_in_transaction_session_timeout = '5min';
        REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
        """;

    private const string Database = "CREATE DATABASE {0} TEMPLATE template0 ENCODING 'UTF8'";

    // The database stays ours: its owner could drop it or let others in. The app owns one schema: the right to make more would be the right to add what PostgreSQL calls trusted extensions, other languages among them. It
    // cannot list who else is here.
    private const string Rights =
        """
        REVOKE ALL ON DATABASE {0} FROM PUBLIC;
        GRANT CONNECT ON DATABASE {0} TO {0};
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'held_{0}') THEN
            GRANT TEMPORARY ON DATABASE {0} TO {0};
            ALTER SCHEMA public OWNER TO {0};
          END IF;
        END $$;
        REVOKE ALL ON pg_database, pg_roles, pg_user, pg_group, pg_auth_members, pg_db_role_setting, pg_stat_activity, pg_stat_database FROM PUBLIC;
        """;

    private const string Sizes =
        """
        SELECT d.datname::text, COALESCE(pg_database_size(d.oid), 0), EXISTS (SELECT FROM pg_roles r WHERE r.rolname = 'held_' || d.datname)
        FROM pg_database d WHERE d.datname LIKE 'app\_%'
        """;

    private readonly NpgsqlConnectionStringBuilder? server =
        configuration.GetConnectionString(ServiceNames.AppDatabases) is { Length: > 0 } text ? new NpgsqlConnectionStringBuilder(text) : null;

    // A server that asks its superuser for no password gives us no secret to derive one from: then ours live as long as this process.
    private readonly byte[] random = RandomNumberGenerator.GetBytes(32);

    public bool IsConfigured => server is not null;

    /// <summary>Of both the database and the role.</summary>
    public static string NameOf(Guid projectId) => $"{Prefix}{projectId:N}";

    /// <summary>
    /// Of the project's role: stored nowhere, and the same in every process that knows the server, so that neither a restart nor a second process
    /// takes it from an app that runs.
    /// </summary>
    public string PasswordOf(Guid projectId)
    {
        var key = server?.Password is { Length: > 0 } password ? Encoding.UTF8.GetBytes(password) : random;
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"app role:{projectId:N}")))[..PasswordLength];
    }

    /// <summary>Makes role and database, unless they are there, and gives the role its rights and this password. Safe to repeat.</summary>
    /// <exception cref="NpgsqlException">The server refused or does not answer.</exception>
    public async Task MakeAsync(string name, string password, CancellationToken cancellationToken)
    {
        await using (var connection = await OpenAsync(MaintenanceDatabase, cancellationToken))
        {
            await RunAsync(connection, Role, [name, ScramVerifier.Of(password)], cancellationToken);
            try
            {
                await RunAsync(connection, Database, [name], cancellationToken);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DuplicateDatabase)
            {
                // It was made before.
            }
        }
        await using var inside = await OpenAsync(name, cancellationToken);
        await RunAsync(inside, Rights, [name], cancellationToken);
    }

    /// <summary>Nothing happens when neither is there.</summary>
    /// <exception cref="NpgsqlException">The server refused or does not answer.</exception>
    public async Task DropAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(MaintenanceDatabase, cancellationToken);
        await RunAsync(connection, "DROP DATABASE IF EXISTS {0} WITH (FORCE)", [name], cancellationToken);
        await RunAsync(connection, "DROP ROLE IF EXISTS {0}, " + HeldPrefix + "{0}", [name], cancellationToken);
    }

    /// <summary>The one number that a query answers.</summary>
    /// <inheritdoc cref="MakeAsync"/>
    public async Task<long> AskAsync(string database, string query, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(database, cancellationToken);
        await using var command = new NpgsqlCommand(query, connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <param name="statement">With the names in the place of {0} and so on.</param>
    /// <inheritdoc cref="MakeAsync"/>
    public async Task RunAsync(string database, string statement, object[] names, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(database, cancellationToken);
        await RunAsync(connection, statement, names, cancellationToken);
    }

    /// <summary>Bytes of each app's database, by project.</summary>
    /// <exception cref="NpgsqlException">The server refused or does not answer.</exception>
    public async Task<IReadOnlyDictionary<Guid, long>> MeasureAsync(CancellationToken cancellationToken) =>
        (await LookAsync(cancellationToken)).ToDictionary(d => d.ProjectId, d => d.Bytes);

    /// <summary>Each app's database.</summary>
    /// <exception cref="NpgsqlException">The server refused or does not answer.</exception>
    public async Task<IReadOnlyList<AppDatabaseSize>> LookAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(MaintenanceDatabase, cancellationToken);
        await using var command = new NpgsqlCommand(Sizes, connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var sizes = new List<AppDatabaseSize>();
        while (await rows.ReadAsync(cancellationToken))
        {
            if (Guid.TryParseExact(rows.GetString(0)[Prefix.Length..], "N", out var projectId))
                sizes.Add(new AppDatabaseSize(projectId, rows.GetInt64(1), rows.GetBoolean(2)));
        }
        return sizes;
    }

    /// <summary>A connection to the server's port, before anything is said.</summary>
    /// <exception cref="SocketException">Nothing listens there.</exception>
    public async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server!.Host!, server.Port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken cancellationToken)
    {
        // Seldom needed, and an open connection would keep a database from being dropped.
        var settings = new NpgsqlConnectionStringBuilder(server!.ConnectionString) { Database = database, Pooling = false, ApplicationName = "samokoder agent" };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <param name="values">Our own names and verifiers, made of letters, digits and base64: statements like these take no parameters.</param>
    private static async Task RunAsync(NpgsqlConnection connection, string statement, object[] values, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(string.Format(System.Globalization.CultureInfo.InvariantCulture, statement, values), connection) { CommandTimeout = LongestStatement };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
