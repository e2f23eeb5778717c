using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Sandboxes.Bubblewrap;
using Samokoder.AgentService.Sandboxes.Unisolated;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.Sandboxes;

/// <summary>The script that joins ports, by itself; what it does inside sandboxes is part of their conformance.</summary>
public sealed class SupervisorTests : IDisposable
{
    private static readonly string Script = Path.Combine(Repository.Root, "src", "Samokoder.AgentService", "Sandboxes", "Bubblewrap", "supervisor.pl");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sk-sup-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public SupervisorTests() => Assert.SkipUnless(OperatingSystem.IsLinux() && Supervisor.Perl is not null, "Sandboxes with a network need Linux and perl.");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task It_has_no_error_that_perl_knows_to_find_though_it_cannot_load_what_finds_them()
    {
        var (result, error) = await RunAsync([Supervisor.Perl!, "-Mstrict", "-Mwarnings", "-c", Script]);

        Assert.Equal(("", $"{Script} syntax OK\n"), (result.Output, error));
    }

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("kill -KILL $$", 137)]
    public async Task It_ends_as_its_command_does(string command, int code)
    {
        var (result, _) = await RunAsync(Line([], command));

        Assert.Equal(code, result.ExitCode);
    }

    /// <summary>A signal that comes right before the script waits does not end its wait. On a busy machine one of a hundred commands met that moment.</summary>
    [Fact]
    public async Task No_end_of_a_command_is_slept_through() =>
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (_, _) =>
        {
            var (result, _) = await RunAsync(Line([], "exit 7"));
            Assert.Equal((ExecStatus.Exited, 7), (result.Status, result.ExitCode));
        });

    [Fact]
    public async Task A_command_that_is_not_there_is_told()
    {
        var (result, _) = await RunAsync([Supervisor.Perl!, Script, "--", "/nowhere/program"]);

        Assert.Equal((127, "/nowhere/program: No such file or directory\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task What_a_command_wrote_last_is_carried_over_though_a_child_of_it_holds_its_output_open()
    {
        var clock = Stopwatch.StartNew();
        var (result, _) = await RunAsync(Line(Supervisor.Pump, "(exec sleep 30) & head -c 3000000 /dev/zero; echo end; kill -9 $$; "), killTree: true);

        Assert.Equal((137, 3_000_004), (result.ExitCode, result.TotalChars));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "It waited for the child.");
    }

    /// <summary>
    /// Two pipes of 64 KiB lie between the command and whoever reads. The first 64 KiB fill the one to the reader; with the next bytes the script waits in a write of
    /// which nothing is done yet, and that is where the end of the command interrupts it.
    /// </summary>
    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("kill -KILL $$", 137)]
    public async Task Nothing_is_lost_when_a_command_ends_while_its_output_waits_for_a_slow_reader(string end, int code)
    {
        var left = Path.Combine(folder.FullName, "pid");
        await using var process = await StartAsync(Line(
            Supervisor.Pump, $"head -c 65536 /dev/zero; sleep 0.2; head -c 60000 /dev/zero; sleep 0.2; echo $$ > {left}.new; mv {left}.new {left}; {end}"));
        await Wait.UntilAsync(() => File.Exists(left));
        var command = $"/proc/{(await File.ReadAllTextAsync(left, Token)).Trim()}";
        await Wait.UntilAsync(() => !Directory.Exists(command)); // The script has seen its end.

        var read = 0;
        var buffer = new byte[8192];
        while (await process.Output.ReadAsync(buffer, Token) is > 0 and var count)
            read += count;
        await process.WaitForExitAsync(Token);

        Assert.Equal((125_536, code), (read, process.ExitCode));
    }

    [Fact]
    public async Task Each_direction_of_a_connection_ends_by_itself_and_many_are_joined_at_once()
    {
        var (port, path) = (new LoopbackPort().Port, Path.Combine(folder.FullName, "out.sock"));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(100);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var counting = CountAsync(listener, end.Token);
        var ready = Path.Combine(folder.FullName, "ready");
        await using var process = await StartAsync(Line(Supervisor.Port(port, path).Concat(Supervisor.Ready(ready)), "exec sleep 600"));
        await Wait.UntilAsync(() => File.Exists(ready));

        var answers = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => SendAsync(port, i * 100_000)));

        Assert.Equal(Enumerable.Range(1, 20).Select(i => $"{i * 100_000}"), answers);
        await end.CancelAsync();
        await counting;
    }

    [Fact]
    public async Task Connections_of_an_app_are_noted_in_a_file()
    {
        var port = new LoopbackPort().Port;
        var (socket, used) = (Path.Combine(folder.FullName, "app.sock"), Path.Combine(folder.FullName, "used"));
        await using var process = await StartAsync(Line(
            Supervisor.App(port, socket, used), $"exec node -e \"require('node:http').createServer((q,r)=>r.end('hello '+q.url)).listen({port},'::1')\""));
        await Wait.UntilAsync(() => File.Exists(socket));

        Assert.False(File.Exists(used));
        Assert.Equal("hello /a", await SandboxConformance.GetAsync($"unix:{socket}", "/a"));
        Assert.True(File.Exists(used));
    }

    [Fact]
    public async Task An_app_is_reached_where_it_listens_though_it_looked_elsewhere_whether_its_port_is_free()
    {
        var port = new LoopbackPort().Port;
        var socket = Path.Combine(folder.FullName, "app.sock");
        var app = $$"""
            const look = require('node:net').createServer().listen({{port}}, '::1');
            setTimeout(() => look.close(), 300);
            setTimeout(() => require('node:http').createServer((q, r) => r.end()).listen({{port}}, '127.0.0.1'), 400);
            """;
        await using var process = await StartAsync([Supervisor.Perl!, Script, .. Supervisor.App(port, socket, Path.Combine(folder.FullName, "used")), "--", "node", "-e", app]);
        await Wait.UntilAsync(() => File.Exists(socket));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(20));

        Assert.Equal(HttpStatusCode.OK, await new ServiceProbe().GetAsync($"unix:{socket}", "/", limit.Token));
    }

    private static IReadOnlyList<string> Line(IEnumerable<string> options, string command) => [Supervisor.Perl!, Script, .. options, "--", "/bin/sh", "-c", command];

    private static Task<(ExecResult Result, string Error)> RunAsync(IReadOnlyList<string> line, bool killTree = false) => ProcessRunner.RunAsync(
        new ChildCommand(line, BubblewrapSandbox.LauncherEnvironment, KillTree: killTree), new ExecRequest(line) { Timeout = TimeSpan.FromSeconds(60), MaxOutputChars = 1000 }, null, Token);

    private static Task<ChildProcess> StartAsync(IReadOnlyList<string> line) =>
        ChildProcess.StartAsync(new ChildCommand(line, BubblewrapSandbox.LauncherEnvironment, KillTree: true));

    /// <summary>Answers each connection, once it is told no more, with how many bytes came.</summary>
    private static async Task CountAsync(Socket listener, CancellationToken cancellationToken)
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(AnswerAsync(await listener.AcceptAsync(cancellationToken)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private static async Task AnswerAsync(Socket client)
    {
        using (client)
        {
            var (buffer, total) = (new byte[8192], 0);
            while (await client.ReceiveAsync(buffer, Token) is > 0 and var count)
                total += count;
            await client.SendAsync(Encoding.ASCII.GetBytes($"{total}"), Token);
        }
    }

    private static async Task<string> SendAsync(int port, int bytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(new byte[bytes], Token);
        client.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Token);
    }
}
