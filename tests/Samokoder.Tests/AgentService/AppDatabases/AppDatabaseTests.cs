using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Samokoder.AgentService.AppDatabases;
using Samokoder.AgentService.Sandboxes.Egress;
using Samokoder.Contracts.Projects;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.AppDatabases;

/// <summary>What an app can do with its database and its way to it, on a real server.</summary>
public sealed class AppDatabaseTests(Stores stores)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_an_app_has_stored_is_there_after_a_restart_and_its_password_is_the_same()
    {
        var folder = AgentHost.NewFolder();
        var first = await StartAsync(folder);
        var project = await AddAppAsync(first);
        var url = (await DoorAsync(first, project)).Url;
        await using (var connection = await ConnectAsync(first, project))
            await RunAsync(connection, "CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('молоко')");
        await first.StopAsync();

        await using var second = await StartAsync(folder);
        await using (var connection = await ConnectAsync(second, project))
            Assert.Equal("молоко", await ScalarAsync(connection, "SELECT text FROM notes"));
        Assert.Equal(url, (await DoorAsync(second, project)).Url);
        var wrong = await Assert.ThrowsAsync<PostgresException>(() => ConnectAsync(second, project, password: new string('0', 40)));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, wrong.SqlState);
    }

    [Fact]
    public void An_app_s_password_is_its_own_and_another_one_on_another_server()
    {
        static AppDatabaseServer Server(string password) => new(new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:appdb", $"Host=127.0.0.1;Username=postgres;Password={password}")]).Build());
        var (one, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Assert.Matches("^[0-9a-f]{40}$", Server("a").PasswordOf(one));
        Assert.Equal(Server("a").PasswordOf(one), Server("a").PasswordOf(one));
        Assert.Equal(3, new HashSet<string> { Server("a").PasswordOf(one), Server("a").PasswordOf(other), Server("b").PasswordOf(one) }.Count);
        Assert.NotEqual(Server("").PasswordOf(one), Server("").PasswordOf(one)); // never derived from nothing
    }

    [Fact]
    public async Task What_an_app_stores_is_measured()
    {
        await using var host = await StartAsync();
        var (full, unused) = (await AddAppAsync(host), await AddAppAsync(host));
        await using (var connection = await ConnectAsync(host, full))
            await RunAsync(connection, "CREATE TABLE t AS SELECT repeat(md5(i::text), 10) AS text FROM generate_series(1, 20000) i");
        var sizes = await host.Services.GetRequiredService<IAppDatabases>().MeasureAsync(Token);
        Assert.InRange(sizes[full], 10 << 20, 100 << 20);
        Assert.DoesNotContain(unused, sizes.Keys);
    }

    [Fact]
    public async Task An_app_over_its_limit_only_reads_and_deletes_whatever_it_tries_until_there_is_room_again()
    {
        await using var host = await StartAsync(null, ("Sandbox:DatabaseMb", "16"));
        var (full, other) = (await AddAppAsync(host), await AddAppAsync(host));
        var (guard, holds) = (host.Services.GetRequiredService<AppDatabaseGuard>(), host.Services.GetRequiredService<AppDatabaseHolds>());
        await (await ConnectAsync(host, other)).DisposeAsync();
        await using var open = await ConnectAsync(host, full);
        await RunAsync(open, "CREATE TABLE t (id INT, text TEXT); CREATE TABLE log (text TEXT)");
        await RunAsync(open, "CREATE FUNCTION fill() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'INSERT INTO log VALUES (1) RETURNING 1'");
        await RunAsync(open, "CREATE FUNCTION fired() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN INSERT INTO log VALUES (1); RETURN OLD; END'");
        await RunAsync(open, "CREATE TRIGGER fires BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION fired(); CREATE RULE also AS ON DELETE TO t DO ALSO INSERT INTO log VALUES (1)");
        await RunAsync(open, "CREATE VIEW v AS SELECT * FROM t; GRANT ALL ON t, log, v TO PUBLIC; GRANT INSERT (text) ON log TO PUBLIC");
        await RunAsync(open, "INSERT INTO t SELECT i, repeat(md5(i::text), 10) FROM generate_series(1, 60000) i");
        await guard.LookAsync(Token);
        Assert.True(holds.Has(full) && !holds.Has(other));
        Assert.Contains("Sandbox:DatabaseMb", holds.Problem(full), StringComparison.Ordinal);
        Assert.NotNull(await Record.ExceptionAsync(() => RunAsync(open, "SELECT 1"))); // What was going on has ended.

        await using (var held = await ConnectAsync(host, full))
        {
            await RunAsync(held, $"GRANT INSERT, UPDATE ON t TO {AppDatabaseServer.NameOf(full)}"); // Warns that it granted nothing.
            foreach (var statement in HeldFrom)
            {
                var refused = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(held, string.Format(System.Globalization.CultureInfo.InvariantCulture, statement, AppDatabaseServer.NameOf(full))));
                Assert.Equal((PostgresErrorCodes.InsufficientPrivilege, statement), (refused.SqlState, statement));
            }
            Assert.Equal(60000L, await ScalarAsync(held, "SELECT COUNT(*) FROM t"));
            await RunAsync(held, "DELETE FROM t WHERE id > 10");
            Assert.Equal(0L, await ScalarAsync(held, "SELECT COUNT(*) FROM log"));
        }
        for (var i = 0; holds.Has(full) && i < 200; i++)
        {
            await guard.LookAsync(Token);
            await Task.Delay(50, Token);
        }
        Assert.Null(holds.Problem(full));
        await using var again = await ConnectAsync(host, full);
        await RunAsync(again, "INSERT INTO t VALUES (0, 'more'); CREATE TABLE third (id INT); DELETE FROM t WHERE id = 1; DROP TABLE third");
        Assert.Equal(2L, await ScalarAsync(again, "SELECT COUNT(*) FROM log")); // Its trigger and its rule work again.
        Assert.False(await ExistsAsync("pg_roles", "rolname", $"held_{AppDatabaseServer.NameOf(full)}"));
    }

    private static readonly string[] HeldFrom =
    [
        "INSERT INTO t VALUES (1, '')", "UPDATE t SET text = 'x'", "CREATE TABLE more (id INT)", "CREATE TEMP TABLE more AS SELECT 1", "SELECT fill()", "INSERT INTO v VALUES (1, '')",
        "DELETE FROM v", "INSERT INTO log (text) VALUES ('')", "ALTER TABLE t OWNER TO {0}", "ALTER TABLE t ENABLE TRIGGER USER", "SET ROLE held_{0}",
        "GRANT held_{0} TO {0}", "SELECT lo_from_bytea(0, 'x')", "SELECT lo_create(0)", "REASSIGN OWNED BY held_{0} TO {0}", "DROP TABLE t",
    ];

    [Fact]
    public async Task A_higher_limit_gives_the_right_to_write_back_also_after_a_restart()
    {
        var folder = AgentHost.NewFolder();
        var first = await StartAsync(folder, ("Sandbox:DatabaseMb", "1"));
        var project = await AddAppAsync(first);
        await using (var connection = await ConnectAsync(first, project))
            await RunAsync(connection, "CREATE TABLE t (id INT)");
        await first.Services.GetRequiredService<AppDatabaseGuard>().LookAsync(Token);
        await first.StopAsync();

        var second = await StartAsync(folder, ("Sandbox:DatabaseMb", "1"));
        await using (var connection = await ConnectAsync(second, project))
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => RunAsync(connection, "CREATE TABLE u (id INT)"))).SqlState);
        await second.StopAsync();

        await using var third = await StartAsync(folder, ("Sandbox:DatabaseMb", "0"));
        await third.Services.GetRequiredService<AppDatabaseGuard>().LookAsync(Token);
        await using var free = await ConnectAsync(third, project);
        await RunAsync(free, "INSERT INTO t VALUES (1); CREATE TABLE u (id INT)");
    }

    [Fact]
    public async Task Databases_that_cannot_be_asked_are_not_counted()
    {
        await using var host = AgentHost.Create(("ConnectionStrings:appdb", "Host=127.0.0.1;Port=9;Username=postgres;Password=x"));
        Assert.Empty(await host.Services.GetRequiredService<IAppDatabases>().MeasureAsync(Token));
    }

    [Fact]
    public async Task One_app_reaches_neither_the_database_of_another_nor_the_server()
    {
        await using var host = await StartAsync();
        var (one, other) = (await AddAppAsync(host), await AddAppAsync(host));
        foreach (var project in new[] { one, other })
            await (await ConnectAsync(host, project)).DisposeAsync();
        var (mine, theirs) = (AppDatabaseServer.NameOf(one), AppDatabaseServer.NameOf(other));
        var superuser = new NpgsqlConnectionStringBuilder(await stores.ServerConnectionStringAsync());

        foreach (var (user, password, database) in new[]
                 {
                     (mine, null, theirs), (theirs, null, theirs), (mine, null, "postgres"), (superuser.Username, superuser.Password, "postgres"), (superuser.Username, superuser.Password, mine),
                 })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => ConnectAsync(host, one, user, password, database));
            Assert.Equal((PostgresErrorCodes.InvalidAuthorizationSpecification, true), (refused.SqlState, refused.MessageText.Contains("DATABASE_URL", StringComparison.Ordinal)));
        }

        // Even one who stands before the server itself with the app's password.
        foreach (var database in new[] { theirs, "postgres", "template1" })
        {
            var settings = new NpgsqlConnectionStringBuilder(superuser.ConnectionString) { Username = mine, Password = PasswordOf((await DoorAsync(host, one)).Url), Database = database, Pooling = false };
            await using var direct = new NpgsqlConnection(settings.ConnectionString);
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => direct.OpenAsync(Token))).SqlState);
        }
    }

    [Theory]
    [InlineData("COPY (SELECT 1) TO PROGRAM 'id'")]
    [InlineData("CREATE TABLE t (line TEXT); COPY t FROM '/etc/passwd'")]
    [InlineData("SELECT pg_read_file('/etc/passwd')")]
    [InlineData("SELECT pg_ls_dir('.')")]
    [InlineData("SELECT lo_import('/etc/passwd')")]
    [InlineData("LOAD '/tmp/x.so'")]
    [InlineData("CREATE FUNCTION f() RETURNS int AS '/tmp/x.so', 'f' LANGUAGE c")]
    [InlineData("CREATE EXTENSION dblink")]
    [InlineData("CREATE EXTENSION postgres_fdw")]
    [InlineData("CREATE EXTENSION plperl")]
    [InlineData("CREATE SCHEMA another")]
    [InlineData("ALTER SYSTEM SET max_connections = 1")]
    [InlineData("CREATE ROLE another LOGIN")]
    [InlineData("CREATE DATABASE another")]
    [InlineData("DROP DATABASE {0}")]
    [InlineData("ALTER DATABASE {0} CONNECTION LIMIT -1")]
    [InlineData("ALTER ROLE {0} SUPERUSER")]
    [InlineData("ALTER ROLE {0} CONNECTION LIMIT -1")]
    [InlineData("ALTER ROLE {0} SET temp_file_limit = -1")]
    [InlineData("SET temp_file_limit = -1")]
    [InlineData("SET ROLE postgres")]
    [InlineData("SET SESSION AUTHORIZATION postgres")]
    [InlineData("CREATE TABLESPACE t LOCATION '/tmp'")]
    [InlineData("CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1' PUBLICATION p")]
    [InlineData("SELECT pg_create_physical_replication_slot('s')")]
    [InlineData("SELECT datname FROM pg_database")]
    [InlineData("SELECT rolname FROM pg_roles")]
    [InlineData("SELECT rolpassword FROM pg_authid")]
    [InlineData("SELECT query FROM pg_stat_activity")]
    public async Task What_reaches_beyond_the_app_s_own_tables_is_refused(string statement)
    {
        await using var host = await StartAsync();
        var project = await AddAppAsync(host);
        await using var connection = await ConnectAsync(host, project);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(connection, string.Format(System.Globalization.CultureInfo.InvariantCulture, statement, AppDatabaseServer.NameOf(project))));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        Assert.False(await ExistsAsync("pg_roles", "rolname", "another") || await ExistsAsync("pg_database", "datname", "another"));
    }

    [Fact]
    public async Task An_app_makes_tables_and_functions_and_is_limited_in_what_it_uses_up()
    {
        await using var host = await StartAsync();
        var project = await AddAppAsync(host);
        await using var connection = await ConnectAsync(host, project);
        await RunAsync(connection, "CREATE TABLE m (id BIGINT GENERATED ALWAYS AS IDENTITY); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        Assert.Equal("256MB", await ScalarAsync(connection, "SHOW temp_file_limit"));
        Assert.Equal("1min", await ScalarAsync(connection, "SHOW statement_timeout"));

        var more = new List<NpgsqlConnection>();
        var full = await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            while (more.Count < 25)
                more.Add(await ConnectAsync(host, project));
        });
        Assert.Equal((PostgresErrorCodes.TooManyConnections, 9), (full.SqlState, more.Count));
        Assert.Contains("10 connections", full.MessageText, StringComparison.Ordinal);
        foreach (var open in more)
            await open.DisposeAsync();
        await (await ConnectAsync(host, project)).DisposeAsync();
    }

    [Fact]
    public async Task Role_and_database_are_gone_with_the_project_also_while_the_app_is_connected()
    {
        await using var host = await StartAsync();
        var project = await AddAppAsync(host);
        await using var connection = await ConnectAsync(host, project);
        var name = AppDatabaseServer.NameOf(project);
        Assert.True(await ExistsAsync("pg_roles", "rolname", name) && await ExistsAsync("pg_database", "datname", name));

        var databases = host.Services.GetRequiredService<IAppDatabases>();
        await databases.RemoveAsync(project, Token);
        Assert.False(await ExistsAsync("pg_roles", "rolname", name) || await ExistsAsync("pg_database", "datname", name));
        await databases.RemoveAsync(project, Token); // A sweep after a crash does it again.
    }

    [Fact]
    public async Task An_app_whose_starter_has_no_database_is_told_of_none()
    {
        await using var host = await StartAsync();
        var gate = await host.Services.GetRequiredService<ISandboxEgress>().OpenAsync(await AddAppAsync(host, StarterIds.ReactVite), Token);
        Assert.DoesNotContain(AppDatabaseDoor.Variable, gate!.Environment);
        Assert.Equal([EgressPort.Proxy], gate.Ports.Select(p => p.Port));
    }

    [Fact]
    public async Task With_no_way_to_the_network_the_database_is_still_there()
    {
        await using var host = await StartAsync(settings: ("Sandbox:Egress", "closed"));
        var project = await AddAppAsync(host);
        var gate = await host.Services.GetRequiredService<ISandboxEgress>().OpenAsync(project, Token);
        Assert.Equal([AppDatabaseDoor.Port], gate!.Ports.Select(p => p.Port));
        Assert.Equal([AppDatabaseDoor.Variable], gate.Environment.Keys);
        await (await ConnectAsync(host, project)).DisposeAsync();
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=9;Username=postgres;Password=x", "does not answer")]
    [InlineData("", "ConnectionStrings__appdb")]
    public async Task A_server_that_is_not_there_is_said_to_the_app(string server, string said)
    {
        await using var host = AgentHost.Create(("ConnectionStrings:appdb", server));
        var project = await AddAppAsync(host);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ConnectAsync(host, project));
        Assert.Equal("57P03", refused.SqlState);
        Assert.Contains(said, refused.MessageText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x2F }, "N")] // SSLRequest
    [InlineData(new byte[] { 0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x30 }, "N")] // GSSENCRequest
    [InlineData(new byte[] { 0, 0, 0, 16, 0x04, 0xD2, 0x16, 0x2E, 0, 0, 0, 1, 0, 0, 0, 1 }, "")] // CancelRequest
    [InlineData(new byte[] { 0x7F, 0xFF, 0xFF, 0xFF, 0, 3, 0, 0 }, "")] // longer than any
    [InlineData(new byte[] { 0x47, 0x45, 0x54, 0x20, 0x2F, 0x20, 0x48, 0x54 }, "")] // GET / HT
    public async Task Only_a_startup_packet_is_passed_on(byte[] sent, string answered)
    {
        await using var host = await StartAsync();
        using var client = await SocketAsync(host, await AddAppAsync(host));
        await client.SendAsync(sent, Token);
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(answered, await ReadAllAsync(client));
    }

    [Theory]
    [InlineData("user\0{0}\0database\0{0}\0replication\0database\0\0")]
    [InlineData("user\0postgres\0database\0{0}\0\0")]
    [InlineData("user\0postgres\0\0")]
    [InlineData("database\0{0}\0\0")]
    [InlineData("\0")]
    public async Task A_startup_packet_that_asks_for_more_is_refused(string parameters)
    {
        await using var host = await StartAsync();
        var project = await AddAppAsync(host);
        using var client = await SocketAsync(host, project);
        await client.SendAsync(Startup(string.Format(System.Globalization.CultureInfo.InvariantCulture, parameters, AppDatabaseServer.NameOf(project))), Token);
        Assert.StartsWith("E", await ReadAllAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parameter_that_is_said_twice_ends_the_connection()
    {
        await using var host = await StartAsync();
        var project = await AddAppAsync(host);
        using var client = await SocketAsync(host, project);
        await client.SendAsync(Startup($"user\0{AppDatabaseServer.NameOf(project)}\0user\0postgres\0\0"), Token);
        Assert.Equal("", await ReadAllAsync(client));
    }

    private static byte[] Startup(string parameters)
    {
        var text = Encoding.UTF8.GetBytes(parameters);
        return [0, 0, 0, (byte)(8 + text.Length), 0, 3, 0, 0, .. text];
    }

    private async Task<AgentHost> StartAsync(DirectoryInfo? folder = null, params (string Key, string? Value)[] settings)
    {
        (string, string?)[] all = [("ConnectionStrings:appdb", await stores.ServerConnectionStringAsync()), .. settings];
        return AgentHost.Create(folder ?? AgentHost.NewFolder(), _ => { }, all);
    }

    private static Task<Guid> AddAppAsync(AgentHost host, string starter = StarterIds.ReactExpressPostgres) => AppProjects.AddAsync(host, starter);

    private static async Task<(EgressGate Gate, string Url)> DoorAsync(AgentHost host, Guid project)
    {
        var gate = await host.Services.GetRequiredService<ISandboxEgress>().OpenAsync(project, Token);
        return (gate!, gate!.Environment[AppDatabaseDoor.Variable]);
    }

    /// <summary>As an app would, through its socket; what is null is as it was told.</summary>
    private static async Task<NpgsqlConnection> ConnectAsync(
        AgentHost host, Guid project, string? user = null, string? password = null, string? database = null)
    {
        var (gate, told) = await DoorAsync(host, project);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = gate.Folder, Port = AppDatabaseDoor.Port, Username = user ?? AppDatabaseServer.NameOf(project), Password = password ?? PasswordOf(told),
            Database = database ?? AppDatabaseServer.NameOf(project), Pooling = false, Timeout = 60,
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(Token);
        return connection;
    }

    private static string PasswordOf(string url) => new Uri(url).UserInfo.Split(':')[1];

    private static async Task<Socket> SocketAsync(AgentHost host, Guid project)
    {
        var (gate, _) = await DoorAsync(host, project);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(gate.Folder, gate.Ports.Single(p => p.Port == AppDatabaseDoor.Port).SocketName)), Token);
        return socket;
    }

    private static async Task<string> ReadAllAsync(Socket socket)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var (buffer, text) = (new byte[4096], new StringBuilder());
        try
        {
            int count;
            while ((count = await socket.ReceiveAsync(buffer, limit.Token)) > 0)
                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // It was closed before all that was sent had been read.
        }
        return text.ToString();
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token);
    }

    private async Task<bool> ExistsAsync(string catalogue, string column, string name)
    {
        await using var server = NpgsqlDataSource.Create($"{await stores.ServerConnectionStringAsync()};Database=postgres;Pooling=false");
        await using var command = server.CreateCommand($"SELECT EXISTS (SELECT FROM {catalogue} WHERE {column} = '{name}')");
        return (bool)(await command.ExecuteScalarAsync(Token))!;
    }
}
