using Samokoder.AgentService.Sandboxes;
using Samokoder.Contracts.Projects;
using Samokoder.Tests.AgentService.Sandboxes;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.AppDatabases;

/// <summary>Code in a sandbox reaches its database at the address that it is told, and no other project's.</summary>
public abstract class SandboxDatabase(Stores stores)
{
    // Sends a startup packet to an address (a port, or the path of a socket) and prints the kind of the answer: R asks for the password, E refuses.
    private const string Ask =
        """
        const [user, address] = process.argv.slice(-2);
        const text = Buffer.from(`user\0${user}\0database\0${user}\0\0`);
        const head = Buffer.alloc(8);
        head.writeInt32BE(8 + text.length, 0);
        head.writeInt32BE(3 << 16, 4);
        const socket = require('node:net').connect(/^\d+$/.test(address) ? { host: '127.0.0.1', port: Number(address) } : { path: address });
        socket.on('connect', () => socket.write(Buffer.concat([head, text])));
        socket.on('data', (answer) => { console.log(String.fromCharCode(answer[0])); process.exit(); });
        socket.on('error', (error) => { console.log(error.code); process.exit(); });
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<AgentHost> HostAsync(params (string Key, string? Value)[] settings);

    [Fact]
    public async Task The_app_s_own_database_answers_and_no_other()
    {
        await using var host = await HostAsync(("ConnectionStrings:appdb", await stores.ServerConnectionStringAsync()));
        var (one, other) = (await AppProjects.AddAsync(host, StarterIds.ReactExpressPostgres), await AppProjects.AddAsync(host, StarterIds.ReactExpressPostgres));
        var sandbox = host.Sandboxes.Get(one);
        var told = await sandbox.ExecuteAsync(ExecRequest.Shell("echo $DATABASE_URL"), null, Token);
        Assert.True(told.Succeeded, told.Problem);
        var url = new Uri(told.Output.Trim());
        Assert.Equal(("127.0.0.1", 5432, $"/app_{one:N}"), (url.Host, url.Port, url.AbsolutePath));

        Assert.Equal("R", await AskAsync(sandbox, $"app_{one:N}", "5432"));
        Assert.Equal("R", await AskAsync(sandbox, $"app_{one:N}", "/run/samokoder/.s.PGSQL.5432"));
        Assert.Equal("E", await AskAsync(sandbox, $"app_{other:N}", "5432"));
        Assert.Equal("E", await AskAsync(sandbox, "postgres", "5432"));
        Assert.Equal("ECONNREFUSED", await AskAsync(sandbox, "postgres", await PortAsync()));
    }

    [Fact]
    public async Task A_dev_server_has_its_database_too()
    {
        await using var host = await HostAsync(("ConnectionStrings:appdb", await stores.ServerConnectionStringAsync()));
        var project = await AppProjects.AddAsync(host, StarterIds.ReactExpressPostgres);
        await host.Workspaces.Files(project).WriteTextAsync("ask.cjs", Ask, Token);
        var started = await host.Sandboxes.Get(project).StartServiceAsync(new ServiceRequest($"node ask.cjs app_{project:N} 5432"), Token);
        Assert.NotNull(started.Service);
        await using var service = started.Service;
        await service.Completion.WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.Equal(["R"], service.LogTail());
    }

    private static async Task<string> AskAsync(ISandbox sandbox, string user, string address) =>
        (await sandbox.ExecuteAsync(new ExecRequest(["node", "-e", Ask, user, address]), null, Token)).Output.Trim();

    private async Task<string> PortAsync() => new Npgsql.NpgsqlConnectionStringBuilder(await stores.ServerConnectionStringAsync()).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

public sealed class BubblewrapDatabaseTests(Stores stores) : SandboxDatabase(stores)
{
    private protected override Task<AgentHost> HostAsync(params (string Key, string? Value)[] settings) => SandboxProviders.BubblewrapAsync(settings);
}

[Collection(DockerCollection.Name)]
public sealed class DockerDatabaseTests(Stores stores, DockerEngine engine) : SandboxDatabase(stores)
{
    private protected override Task<AgentHost> HostAsync(params (string Key, string? Value)[] settings) => SandboxProviders.DockerAsync(engine, settings);
}
