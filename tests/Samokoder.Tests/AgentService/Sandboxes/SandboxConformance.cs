using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Samokoder.AgentService.Sandboxes;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.Sandboxes;

/// <summary>What every provider promises. Each has a class that inherits these tests.</summary>
public abstract partial class SandboxConformance
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>False where commands run on the machine itself.</summary>
    private protected virtual bool IsIsolated => true;

    /// <summary>A host with the provider; skips the test where it cannot run, saying why.</summary>
    private protected abstract Task<AgentHost> HostAsync(params (string Key, string? Value)[] settings);

    [Fact]
    public async Task A_command_sees_the_workspace_and_its_result_comes_back()
    {
        await using var host = await HostAsync();
        var project = host.NewProject();
        await host.Workspaces.Files(project).WriteTextAsync("src/привет.txt", "Здравствуй 🌍\n", Token);

        var result = await host.Sandboxes.Get(project).ExecuteAsync(Shell("pwd; cat src/привет.txt; echo error >&2; exit 3"), null, Token);

        Assert.Equal((IsIsolated ? "/workspace" : host.Data.FilesFolder(project)) + "\nЗдравствуй 🌍\nerror\n", result.Output);
        Assert.Equal((ExecStatus.Exited, 3), (result.Status, result.ExitCode));
        Assert.Null(result.Problem);
    }

    [Fact]
    public async Task What_a_command_writes_is_there_for_the_file_api_and_can_be_replaced_by_it()
    {
        await using var host = await HostAsync();
        var project = host.NewProject();
        var sandbox = host.Sandboxes.Get(project);
        var files = host.Workspaces.Files(project);

        await sandbox.ExecuteAsync(Shell("mkdir a && echo one > a/b.txt && chmod 755 a/b.txt"), null, Token);
        var first = await files.ReadTextAsync("a/b.txt", Token);
        await files.WriteTextAsync("a/b.txt", "two\n", Token);
        await files.WriteTextAsync("a/c/d.txt", "new\n", Token);
        var second = await sandbox.ExecuteAsync(Shell("cat a/b.txt; test -x a/b.txt && echo executable; echo more >> a/b.txt; rm -r a/c && echo removed"), null, Token);

        Assert.Equal("one\n", first.Value?.Content);
        Assert.Equal("two\nexecutable\nremoved\n", second.Output);
    }

    [Fact]
    public async Task Node_and_npm_are_there()
    {
        await using var host = await HostAsync();
        var result = await host.NewSandbox().ExecuteAsync(Shell("node -p 6*7 && npm --version && id -un && echo $HOME && touch /tmp/sk-conformance"), null, Token);

        Assert.True(result.Succeeded, result.Output);
        Assert.StartsWith("42\n", result.Output);
        if (IsIsolated)
            Assert.EndsWith("user\n/home/user\n", result.Output);
    }

    [Fact]
    public async Task Output_is_passed_on_while_the_command_runs()
    {
        await using var host = await HostAsync();
        var first = new TaskCompletionSource<string>();
        var project = host.NewProject();
        var running = host.Sandboxes.Get(project).ExecuteAsync(
            Shell("echo started; while [ ! -e go ]; do sleep 0.02; done; echo done"),
            (text, _) =>
            {
                first.TrySetResult(text);
                return ValueTask.CompletedTask;
            },
            Token);

        Assert.Equal("started\n", await first.Task.WaitAsync(Token));
        Assert.False(running.IsCompleted);
        await host.Workspaces.Files(project).WriteTextAsync("go", "", Token);
        Assert.Equal("started\ndone\n", (await running).Output);
    }

    [Fact]
    public async Task Cancelling_ends_the_command_within_a_second()
    {
        await using var host = await HostAsync();
        var marker = $"marker-{Guid.CreateVersion7():N}";
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var clock = new Stopwatch();
        var running = host.NewSandbox().ExecuteAsync(
            Shell($"trap '' TERM INT HUP; echo ready; while true; do sleep 1; : {marker}; done"),
            async (_, _) =>
            {
                clock.Start();
                await cancel.CancelAsync();
            },
            cancel.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1)); // A promise to the user, not a benchmark.
        await GoneAsync(marker);
    }

    [Fact]
    public async Task Endless_output_keeps_its_head_and_tail_in_bounded_memory()
    {
        await using var host = await HostAsync();
        var request = Shell("echo первая; head -c 50000000 /dev/zero | tr '\\0' 'x'; echo последняя") with { MaxOutputChars = 1000 };
        var result = await host.NewSandbox().ExecuteAsync(request, null, Token);

        Assert.True(result.Truncated);
        Assert.Equal(50_000_000 + "первая\nпоследняя\n".Length, result.TotalChars);
        Assert.StartsWith("первая\nx", result.Output);
        Assert.EndsWith("xпоследняя\n", result.Output);
        Assert.InRange(result.Output.Length, 1000, 1100);
    }

    [Fact]
    public async Task Output_is_never_cut_inside_a_character()
    {
        await using var host = await HostAsync();
        var live = new StringBuilder();
        var script = "const b=Buffer.from('я🌍'.repeat(20000));let i=0;(function next(){if(i<b.length){process.stdout.write(b.subarray(i,i+=4099),next)}})()";
        var request = new ExecRequest(["node", "-e", script]) { MaxOutputChars = 1001 };
        var result = await host.NewSandbox().ExecuteAsync(
            request,
            (text, _) =>
            {
                Assert.False(char.IsLowSurrogate(text[0]) || char.IsHighSurrogate(text[^1]));
                live.Append(text);
                return ValueTask.CompletedTask;
            },
            Token);

        Assert.Equal(string.Concat(Enumerable.Repeat("я🌍", 20_000)), live.ToString());
        Assert.DoesNotContain('\uFFFD', result.Output);
        Assert.Equal(result.Output, new UTF8Encoding(false, true).GetString(Encoding.UTF8.GetBytes(result.Output)));
    }

    [Fact]
    public async Task Wrong_programs_and_folders_are_told_as_the_commands_own_failure()
    {
        await using var host = await HostAsync();
        var sandbox = host.NewSandbox();
        var program = await sandbox.ExecuteAsync(new ExecRequest(["no-such-program"]), null, Token);
        var folder = await sandbox.ExecuteAsync(Shell("true") with { WorkingDirectory = "нет" }, null, Token);

        Assert.Equal((ExecStatus.Exited, 127), (program.Status, program.ExitCode));
        Assert.Contains("no-such-program", program.Output);
        Assert.Equal((1, "The folder 'нет' does not exist in the workspace.\n"), (folder.ExitCode, folder.Output));
    }

    [Fact]
    public async Task Without_a_workspace_the_answer_says_so()
    {
        await using var host = await HostAsync();
        var result = await host.Sandboxes.Get(Guid.CreateVersion7()).ExecuteAsync(Shell("true"), null, Token);

        Assert.Equal(ExecStatus.Unavailable, result.Status);
        Assert.Contains("no workspace", result.Problem);
    }

    [Fact]
    public async Task A_service_is_reached_through_its_address_and_stopping_it_ends_all_of_it()
    {
        await using var host = await HostAsync();
        var project = host.NewProject();
        var sandbox = host.Sandboxes.Get(project);
        var marker = $"marker-{Guid.CreateVersion7():N}";
        var started = await sandbox.StartServiceAsync(new ServiceRequest($"(sleep 600; : {marker}) & node -e \"{Server}\""), Token);
        Assert.Null(started.Problem);
        await using var service = started.Service!;

        Assert.True(await service.Listening.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.Equal("hello GET /a", await GetAsync(service.Address, "/a"));
        await Wait.UntilAsync(() => service.LogTail().Contains("ready")); // In a container, what it prints comes by another way than what it answers.

        await service.StopAsync();
        Assert.True((await service.Completion).Stopped);
        await GoneAsync(marker);
    }

    [Fact]
    public async Task A_service_that_crashes_says_with_what_code_and_its_log_stays()
    {
        await using var host = await HostAsync();
        var started = await host.NewSandbox().StartServiceAsync(new ServiceRequest("echo before; exit 7"), Token);
        await using var service = started.Service!;

        Assert.False(await service.Listening.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.Equal(new ServiceExit(7, Stopped: false), await service.Completion);
        Assert.Equal(["before"], service.LogTail());
    }

    [Fact]
    public async Task Two_services_of_a_project_run_beside_each_other_and_one_starts_again()
    {
        await using var host = await HostAsync();
        var sandbox = host.NewSandbox();
        await using var first = (await sandbox.StartServiceAsync(new ServiceRequest($"node -e \"{Server}\""), Token)).Service!;
        await using var second = (await sandbox.StartServiceAsync(new ServiceRequest($"node -e \"{Server}\""), Token)).Service!;
        Assert.True(await first.Listening.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.True(await second.Listening.WaitAsync(TimeSpan.FromSeconds(30), Token));
        await first.StopAsync();
        Assert.Equal("hello GET /b", await GetAsync(second.Address, "/b"));

        await using var again = (await sandbox.StartServiceAsync(new ServiceRequest($"node -e \"{Server}\""), Token)).Service!;
        Assert.True(await again.Listening.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.Equal("hello GET /c", await GetAsync(again.Address, "/c"));
    }

    [Fact]
    public async Task The_certificates_that_the_owner_trusts_are_trusted_inside()
    {
        var bundle = Path.GetTempFileName();
        await File.WriteAllTextAsync(bundle, "# a company's certificate\n", Token);
        await using var host = await HostAsync(("Sandbox:TrustedCaBundle", bundle));
        Assert.SkipUnless(IsIsolated, "Commands on the machine itself trust what the machine trusts.");
        var result = await host.NewSandbox().ExecuteAsync(Shell("cat $NODE_EXTRA_CA_CERTS; tail -n 1 $SSL_CERT_FILE; tail -n 1 $GIT_SSL_CAINFO; echo x >> $NODE_EXTRA_CA_CERTS || echo read-only"), null, Token);
        File.Delete(bundle);

        Assert.StartsWith(string.Concat(Enumerable.Repeat("# a company's certificate\n", 3)), result.Output);
        Assert.EndsWith("read-only\n", result.Output);
    }

    private const string Server = "require('node:http').createServer((q,r)=>r.end('hello '+q.method+' '+q.url)).listen(process.env.PORT,'127.0.0.1',()=>console.log('ready'))";

    internal const string PidServer = "node -e \"require('node:http').createServer((q,r)=>r.end('pid '+process.pid)).listen(process.env.PORT,'127.0.0.1')\"";

    internal static async Task<string> GetAsync(string address, string path)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (context, token) =>
            {
                var isUnix = address.StartsWith("unix:", StringComparison.Ordinal);
                var socket = isUnix ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(isUnix ? new UnixDomainSocketEndPoint(address[5..]) : context.DnsEndPoint, token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        var origin = address.StartsWith("unix:", StringComparison.Ordinal) ? "http://localhost" : address;
        return await client.GetStringAsync(new Uri(new Uri(origin), path), Token);
    }

    internal static ExecRequest Shell(string command) => ExecRequest.Shell(command) with { Network = false };

    /// <summary>The kernel buries a killed process a moment after the kill returned.</summary>
    internal static async Task GoneAsync(string marker)
    {
        var clock = Stopwatch.StartNew();
        while (CommandLines().Any(line => line.Contains(marker, StringComparison.Ordinal)))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"A process with {marker} is still there.");
            await Task.Delay(20, Token);
        }
    }

    private static IEnumerable<string> CommandLines()
    {
        foreach (var process in Directory.GetDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), out var id) && id != Environment.ProcessId))
        {
            string line;
            try
            {
                line = File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (IOException)
            {
                continue;
            }
            yield return line;
        }
    }
}
