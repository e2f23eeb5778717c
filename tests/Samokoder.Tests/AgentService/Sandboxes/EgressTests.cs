using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Sandboxes.Bubblewrap;
using Samokoder.AgentService.Sandboxes.Egress;
using Samokoder.Contracts.Sandboxes;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.Tests.AgentService.Sandboxes;

/// <summary>The only way out: what is allowed passes, everything else is refused and recorded.</summary>
public sealed class EgressTests
{
    private const string Connect =
        """
        const [host, port] = process.argv.slice(1);
        const request = require('node:http').request({ host: '127.0.0.1', port: 3128, method: 'CONNECT', path: `${host}:${port}` });
        request.on('connect', (response, socket, head) => {
          process.stdout.write(response.statusCode + '\n' + head);
          if (response.statusCode !== 200) { socket.on('data', d => process.stdout.write(d)); socket.on('end', () => process.exit()); return; }
          socket.on('data', d => { process.stdout.write(d); process.exit(); });
          socket.write('ping');
        });
        request.on('error', e => { console.log(e.code); process.exit(1); });
        request.end();
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_allowed_host_is_reached_and_others_are_refused_and_recorded()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var port = ((IPEndPoint)server.LocalEndpoint).Port;
        var serving = ServeAsync(server);
        await using var host = await AgentHost.WithSandboxAsync(("Sandbox:EgressAllowPrivate:0", $"localhost:{port}"), ("Sandbox:EgressAllow:0", $"127.0.0.1:{port}"));
        var project = host.NewProject();
        var sandbox = host.Sandboxes.Get(project);

        Assert.Equal("200\npong", (await ConnectAsync(sandbox, "localhost", port)).Output);
        Assert.StartsWith("403\n", (await ConnectAsync(sandbox, "127.0.0.1", port)).Output); // Allowed by name, but private.
        Assert.StartsWith("403\nSamokoder: The sandbox may not reach example.org:443.", (await ConnectAsync(sandbox, "example.org", 443)).Output);

        var log = host.Services.GetRequiredService<ISandboxEgress>().Log(project);
        Assert.Equal(["localhost", "127.0.0.1", "example.org"], log.Select(a => a.Host));
        Assert.Equal([true, false, false], log.Select(a => a.Refusal is null));
        Assert.Equal([null, EgressRefusal.PrivateNetwork, EgressRefusal.NotAllowed], log.Select(a => a.Kind));
        await serving;
    }

    [Fact]
    public async Task Plain_http_and_nonsense_are_refused()
    {
        await using var host = await AgentHost.WithSandboxAsync();
        var script = "const s=require('net').connect(3128,'127.0.0.1');s.on('data',d=>process.stdout.write(d));s.write('GET http://example.org/ HTTP/1.1\\r\\n\\r\\n')";
        var result = await host.NewSandbox().ExecuteAsync(new ExecRequest(["node", "-e", script]), null, Token);
        Assert.StartsWith("HTTP/1.1 403 Forbidden", result.Output);
    }

    [Fact]
    public async Task Closed_means_that_nothing_listens()
    {
        await using var host = await AgentHost.WithSandboxAsync(("Sandbox:Egress", "closed"));
        Assert.Equal("ECONNREFUSED\n", (await ConnectAsync(host.NewSandbox(), "localhost", 443)).Output);
    }

    [Fact]
    public async Task The_registry_that_npm_is_set_up_for_is_reached_through_it()
    {
        await using var host = await AgentHost.WithSandboxAsync();
        var onHost = new ExecRequest(["npm", "ping"]) { Timeout = TimeSpan.FromSeconds(20) };
        var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(v => (string)v.Key, v => (string)v.Value!);
        var (reachable, _) = await ProcessRunner.RunAsync(new ChildCommand(onHost.Arguments, environment, Path.GetTempPath()), onHost, null, Token);
        Assert.SkipUnless(reachable.Succeeded, "The npm registry cannot be reached from this machine.");

        var result = await host.NewSandbox().ExecuteAsync(ExecRequest.Shell("npm ping && npm view is-number@7.0.0 version"), null, Token);
        Assert.True(result.Succeeded, result.Output);
        Assert.EndsWith("7.0.0\n", result.Output);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::7f00:1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("fd00::1")]
    [InlineData("fe80::1")]
    public void Private_addresses_are_told_from_public_ones(string address) => Assert.False(PublicAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:4700::1111")]
    public void Public_addresses_pass(string address) => Assert.True(PublicAddress.Is(IPAddress.Parse(address)));

    [Fact]
    public void A_rule_matches_a_host_or_what_is_beneath_it_on_its_port_only()
    {
        var policy = new EgressPolicy([new Uri("https://registry.example/")], new SandboxOptions { EgressAllow = [".cdn.example", "api.example:8443"] });

        Assert.True(policy.Allows("REGISTRY.example", 443));
        Assert.True(policy.Allows("a.cdn.example", 443));
        Assert.True(policy.Allows("api.example", 8443));
        Assert.False(policy.Allows("registry.example", 80));
        Assert.False(policy.Allows("cdn.example.evil.example", 443));
        Assert.False(policy.Allows("evilcdn.example", 443));
        Assert.False(policy.Allows("api.example", 443));
    }

    [Fact]
    public void Sources_of_NuGet_are_taken_over_without_passwords_and_only_those_that_are_used() => Assert.Equal(
        ["https://one.example/v3/index.json", "https://two.example:8443/v3/index.json"],
        NuGetSources.Parse("E https://one.example/v3/index.json\nD https://off.example/v3/index.json\nE https://user:secret@two.example:8443/v3/index.json\nE /home/someone/packages\n")
            .Select(uri => uri.AbsoluteUri));

    [Fact]
    public void A_socket_of_the_host_that_is_linked_in_place_of_the_apps_is_not_published()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Unix sockets and hard links to them.");
        var folder = System.IO.Directory.CreateTempSubdirectory("sk-sock-");
        using var victim = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        victim.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder.FullName, "victim.sock")));
        victim.Listen();
        var user = new SandboxUser(Microsoft.Extensions.Options.Options.Create(new SandboxOptions()));
        var app = new AppSocket(folder.FullName, user);
        var made = Path.Combine(app.SandboxFolder, AppSocket.Name);

        File.CreateSymbolicLink(made, Path.Combine(folder.FullName, "victim.sock"));
        Assert.False(app.TryPublish());
        Assert.False(Path.Exists(app.Address["unix:".Length..]));

        File.Delete(made);
        using var real = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        real.Bind(new UnixDomainSocketEndPoint(made));
        real.Listen();
        Assert.True(app.TryPublish());
        File.Delete(made);
        File.CreateSymbolicLink(made, Path.Combine(folder.FullName, "victim.sock"));
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(app.Address["unix:".Length..]));
        Assert.True(real.Poll(TimeSpan.FromSeconds(5), SelectMode.SelectRead));
        Assert.False(victim.Poll(TimeSpan.Zero, SelectMode.SelectRead));
        folder.Delete(recursive: true);
    }

    private static Task<ExecResult> ConnectAsync(ISandbox sandbox, string host, int port) =>
        sandbox.ExecuteAsync(new ExecRequest(["node", "-e", Connect, host, port.ToString(CultureInfo.InvariantCulture)]), null, Token);

    private static async Task ServeAsync(TcpListener server)
    {
        using var client = await server.AcceptSocketAsync(Token);
        await client.ReceiveAsync(new byte[16], Token);
        await client.SendAsync(Encoding.ASCII.GetBytes("pong"), Token);
    }
}
