using System.Net.Sockets;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;
using Samokoder.EmbeddedHosting.Postgres;
using Samokoder.EmbeddedHosting.Processes;
using Samokoder.EmbeddedHosting.Testing;

namespace Samokoder.Tests.EmbeddedHosting;

/// <summary>The tests share one model and leave it healthy.</summary>
public sealed class RunningModelTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Postgres_answers_on_loopback_only_and_writes_durably()
    {
        var connection = await ConnectionAsync("appdb");

        Assert.Equal("127.0.0.1", await PostgresClient.ExecuteAsync(connection, "SHOW listen_addresses", Token));
        Assert.Equal("on", await PostgresClient.ExecuteAsync(connection, "SHOW fsync", Token));
        Assert.Equal("on", await PostgresClient.ExecuteAsync(connection, "SHOW synchronous_commit", Token));
        Assert.Equal("scram-sha-256", await PostgresClient.ExecuteAsync(connection, "SHOW password_encryption", Token));
    }

    [Fact]
    public async Task Postgres_refuses_a_wrong_password()
    {
        var settings = new NpgsqlConnectionStringBuilder(await ConnectionAsync("appdb")) { Password = "wrong" };

        var refused = await Assert.ThrowsAsync<PostgresException>(() => PostgresClient.ExecuteAsync(settings.ConnectionString, "SELECT 1", Token));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task Redis_refuses_commands_without_the_password()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", fixture.App.GetEndpoint("redis", "tcp").Port, Token);
        await client.GetStream().WriteAsync("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n"u8.ToArray(), Token);
        var answer = new byte[128];
        var read = await client.GetStream().ReadAsync(answer, Token);

        Assert.StartsWith("-NOAUTH", Encoding.UTF8.GetString(answer, 0, read), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("redis")]
    [InlineData("sample")]
    public async Task A_killed_process_is_started_again_on_the_same_port(string resource)
    {
        var port = Port(resource);
        var pid = fixture.App.GetProcessId(resource)!.Value;
        var restarts = fixture.App.GetRestarts(resource);

        ProcessSignals.Send(pid, StopSignal.Kill);
        await fixture.App.Engine.Board.WaitUntilAsync(() => fixture.App.GetRestarts(resource) > restarts, Token);
        await HealthyAsync(resource);

        Assert.Equal(port, Port(resource));
        Assert.NotEqual(pid, fixture.App.GetProcessId(resource));
        Assert.Contains(fixture.App.GetConsole(resource), l => l.Contains("exit code 137", StringComparison.Ordinal));
        await HealthyAsync("appdb");
    }

    [Fact]
    public async Task What_was_committed_survives_a_kill_of_postgres()
    {
        var connection = await ConnectionAsync("appdb");
        await PostgresClient.ExecuteAsync(connection, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)", Token);

        ProcessSignals.Send(fixture.App.GetProcessId("postgres")!.Value, StopSignal.Kill);
        await fixture.App.ResourceNotifications.WaitForResourceAsync("postgres", KnownResourceStates.Exited, Token);
        await HealthyAsync("postgres");

        Assert.Equal(7, await PostgresClient.ExecuteAsync(connection, "SELECT id FROM kept", Token));
        await HealthyAsync("appdb");
    }

    [Fact]
    public async Task Stop_start_and_restart_do_what_they_say()
    {
        var commands = fixture.App.ResourceCommands;
        var first = fixture.App.GetProcessId("sample")!.Value;

        Assert.True((await commands.ExecuteCommandAsync("sample", KnownResourceCommands.StopCommand, Token)).Success);
        Assert.Null(fixture.App.GetProcessId("sample"));
        Assert.Null(ProcessIdentity.Of(first));

        await commands.ExecuteCommandAsync("sample", KnownResourceCommands.StartCommand, Token);
        await HealthyAsync("sample");
        var second = fixture.App.GetProcessId("sample");
        await commands.ExecuteCommandAsync("sample", KnownResourceCommands.RestartCommand, Token);
        await HealthyAsync("sample");

        Assert.NotEqual(second, fixture.App.GetProcessId("sample"));
        Assert.False((await commands.ExecuteCommandAsync("sample", "explode", Token)).Success);
        Assert.False((await commands.ExecuteCommandAsync("nobody", KnownResourceCommands.StopCommand, Token)).Success);
    }

    [Fact]
    public async Task A_resource_gets_connection_strings_and_its_port()
    {
        var environment = fixture.App.GetEnvironment("sample");

        Assert.Equal(await ConnectionAsync("appdb"), environment["ConnectionStrings__appdb"]);
        Assert.Equal(await ConnectionAsync("redis"), environment["ConnectionStrings__redis"]);
        Assert.Equal("sample", environment["OTEL_SERVICE_NAME"]);
        using var client = fixture.App.CreateHttpClient("sample");
        Assert.StartsWith("hello", await client.GetStringAsync(new Uri("/", UriKind.Relative), Token), StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_are_kept_in_a_file_that_only_the_owner_reads()
    {
        var file = Path.Combine(fixture.Folder.Path, "secrets.json");

        Assert.Contains("postgres-password", File.ReadAllText(file), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    private int Port(string resource) => fixture.App.GetEndpoint(resource, resource == "sample" ? "http" : "tcp").Port;

    private Task HealthyAsync(string resource) => fixture.App.ResourceNotifications.WaitForResourceHealthyAsync(resource, Token);

    private async Task<string> ConnectionAsync(string resource) => (await fixture.App.GetConnectionStringAsync(resource, Token))!;
}
