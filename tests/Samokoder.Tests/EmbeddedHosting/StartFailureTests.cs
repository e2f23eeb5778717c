using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Samokoder.EmbeddedHosting.Postgres;
using Samokoder.EmbeddedHosting.Processes;
using Samokoder.EmbeddedHosting.Testing;

namespace Samokoder.Tests.EmbeddedHosting;

/// <summary>Every way in which a start can fail says what happened and what to do.</summary>
public sealed class StartFailureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Data_survives_a_restart_of_everything_and_damage_is_explained()
    {
        await using (var first = await StartPostgresAsync())
        {
            await first.ResourceNotifications.WaitForResourceHealthyAsync("appdb", Token);
            await PostgresClient.ExecuteAsync((await first.GetConnectionStringAsync("appdb", Token))!, "CREATE TABLE kept AS SELECT 42 AS id", Token);
        }

        await using (var second = await StartPostgresAsync())
        {
            await second.ResourceNotifications.WaitForResourceHealthyAsync("appdb", Token);
            Assert.Equal(42, await PostgresClient.ExecuteAsync((await second.GetConnectionStringAsync("appdb", Token))!, "SELECT id FROM kept", Token));
        }

        File.Delete(Path.Combine(_folder.Path, "postgres", "data", "global", "pg_control"));
        await using var damaged = await StartPostgresAsync();
        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => damaged.ResourceNotifications.WaitForResourceHealthyAsync("postgres", Token));
        Assert.Contains("restore them from a backup", failure.Message, StringComparison.Ordinal);
        Assert.Contains("pg_control", failure.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_folder.Path, "postgres"), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_start_on_the_same_data_folder_is_refused()
    {
        await using var first = await Builder().BuildAsync(Token);
        await first.StartAsync(Token);
        await using var second = await Builder().BuildAsync(Token);

        var refused = await Assert.ThrowsAsync<DistributedApplicationException>(() => second.StartAsync(Token));

        Assert.Contains("already runs with the data folder", refused.Message, StringComparison.Ordinal);
        Assert.Contains(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_npm_the_message_names_node_and_the_way_around_it()
    {
        var builder = Builder($"--Samokoder:ToolsPath={_folder.Path}/tools", "--Samokoder:Postgres:NpmSearchPath=/nowhere");
        builder.AddPostgres("postgres");
        await using var app = await builder.BuildAsync(Token);
        await app.StartAsync(Token);

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.ResourceNotifications.WaitForResourceHealthyAsync("postgres", Token));

        Assert.Contains("Install Node.js", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Samokoder__Postgres__BinPath", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_registry_the_message_says_what_to_check()
    {
        WriteScript("npm", "#!/bin/sh\necho 'npm error code ECONNREFUSED' >&2\nexit 1\n");
        var builder = Builder($"--Samokoder:ToolsPath={_folder.Path}/tools", $"--Samokoder:Postgres:NpmSearchPath={_folder.Path}");
        builder.AddPostgres("postgres");
        await using var app = await builder.BuildAsync(Token);
        await app.StartAsync(Token);

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.ResourceNotifications.WaitForResourceHealthyAsync("postgres", Token));

        Assert.Contains("could not be installed from the npm registry", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ECONNREFUSED", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("initdb: error: could not write file: No space left on device", "The disk is full. Free some space")]
    [InlineData("initdb: error: something else", "initdb said: initdb: error: something else")]
    public async Task Database_files_that_cannot_be_created_are_explained(string output, string expected)
    {
        WriteScript("initdb", $"#!/bin/sh\necho '{output}' >&2\necho 'child process exited with exit code 1'\nexit 1\n");
        var builder = Builder($"--Samokoder:Postgres:BinPath={_folder.Path}");
        builder.AddPostgres("postgres");
        await using var app = await builder.BuildAsync(Token);
        await app.StartAsync(Token);

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.ResourceNotifications.WaitForResourceHealthyAsync("postgres", Token));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_command_cuts_the_back_off_short()
    {
        var builder = Builder();
        builder.AddExecutable("crasher", "sh", _folder.Path, "-c", "exit 3").WithHttpEndpoint(env: "PORT");
        await using var app = await builder.BuildAsync(Token);
        await app.StartAsync(Token);
        await app.Engine.Board.WaitUntilAsync(() => app.GetRestarts("crasher") >= 5, Token);
        await app.ResourceCommands.ExecuteCommandAsync("crasher", KnownResourceCommands.StartCommand, Token);

        await app.Engine.Board.WaitUntilAsync(() => app.GetConsole("crasher").Count(l => l.Contains("in 0.2 s", StringComparison.Ordinal)) == 2, Token);
    }

    [Fact]
    public async Task A_taken_port_is_replaced_and_said()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;
        var builder = Builder("--Samokoder:RandomizePorts=false");
        builder.AddExecutable("sample", "node", _folder.Path, "-e", EngineFixture.Server).WithHttpEndpoint(port: taken, env: "PORT");
        await using var app = await builder.BuildAsync(Token);

        await app.StartAsync(Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("sample", Token);

        Assert.NotEqual(taken, app.GetEndpoint("sample").Port);
        Assert.Contains(app.Engine.Notices, n => n.Contains($"Port {taken} is taken", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_project_that_is_not_built_says_so()
    {
        var builder = Builder();
        builder.AddProject<UnbuiltProject>("unbuilt");
        await using var app = await builder.BuildAsync(Token);
        await app.StartAsync(Token);

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.ResourceNotifications.WaitForResourceHealthyAsync("unbuilt", Token));

        Assert.Contains("is not built. Run `dotnet build`", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_leaves_no_process_not_even_a_grandchild()
    {
        var builder = Builder();
        builder.AddExecutable("parent", "sh", _folder.Path, "-c", "sleep 600 & echo child $!; wait");
        var app = await builder.BuildAsync(Token);
        await app.StartAsync(Token);
        await app.Engine.Board.WaitUntilAsync(() => app.GetProcessId("parent") is not null, Token);
        var child = await ChildAsync(app);

        await app.DisposeAsync();

        Assert.Null(ProcessIdentity.Of(child));
    }

    [Fact]
    public async Task A_process_that_ends_with_success_is_finished_and_one_that_fails_is_tried_again()
    {
        var builder = Builder();
        builder.AddExecutable("job", "true", _folder.Path);
        builder.AddExecutable("crasher", "sh", _folder.Path, "-c", "exit 3");
        await using var app = await builder.BuildAsync(Token);
        await app.StartAsync(Token);

        await app.ResourceNotifications.WaitForResourceAsync("job", KnownResourceStates.Finished, Token);
        await app.Engine.Board.WaitUntilAsync(() => app.GetRestarts("crasher") >= 3, Token);

        Assert.Equal(0, app.GetRestarts("job"));
        Assert.Contains(app.GetConsole("crasher"), l => l.Contains("Starting again in 0.4 s", StringComparison.Ordinal));
    }

    private void WriteScript(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    private async Task<int> ChildAsync(DistributedApplication app)
    {
        while (true)
        {
            var next = app.Engine.Logs.NextChangeAsync(Token);
            if (app.GetConsole("parent").FirstOrDefault(l => l.StartsWith("child ", StringComparison.Ordinal)) is { } line)
                return int.Parse(line["child ".Length..], System.Globalization.CultureInfo.InvariantCulture);
            await next;
        }
    }

    private async Task<DistributedApplication> StartPostgresAsync()
    {
        var builder = Builder();
        builder.AddPostgres("postgres").AddDatabase("appdb");
        var app = await builder.BuildAsync(Token);
        await app.StartAsync(Token);
        return app;
    }

    private IDistributedApplicationTestingBuilder Builder(params string[] arguments) =>
        DistributedApplicationTestingBuilder.Create([$"--Samokoder:DataPath={_folder.Path}", .. arguments]);

    private sealed class UnbuiltProject : IProjectMetadata
    {
        public string ProjectPath => "/nowhere/Unbuilt.csproj";

        public string AssemblyPath => "/nowhere/Unbuilt.dll";
    }
}
