using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Sandboxes;

namespace Samokoder.Tests.AgentService.Sandboxes;

/// <summary>What every provider promises. Each has a class that inherits these tests.</summary>
public abstract class SandboxConformance
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
        Assert.Contains("ready", service.LogTail());

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
    public async Task A_terminal_has_a_size_echoes_and_obeys_its_keys()
    {
        await using var host = await HostAsync();
        var opened = await host.NewSandbox().OpenTerminalAsync(new TerminalRequest(100, 30), Token);
        Assert.Null(opened.Problem);
        await using var terminal = opened.Terminal!;

        await TypeAsync(terminal, "stty size; echo $((6*7))-done\n");
        await ShownAsync(terminal, "30 100", "42-done");
        await terminal.ResizeAsync(120, 40, Token);
        await TypeAsync(terminal, "stty size; echo $((6*8))-done\n");
        await ShownAsync(terminal, "40 120", "48-done");
        await TypeAsync(terminal, "sed -u s/down/up/\n54-down\n"); // not a shell: dash loses a Ctrl+C that comes just before its exec
        await ShownAsync(terminal, "54-up");
        await TypeAsync(terminal, "\u0003"); // Ctrl+C; the kernel throws away what was typed before it came through.
        await ShownAsync(terminal, "^C");
        await TypeAsync(terminal, "\n\necho $((6*9))-done\n");
        await ShownAsync(terminal, "54-done");
        await TypeAsync(terminal, "exit 3\n");
        while (await terminal.ReadAsync(new byte[4096], Token) > 0)
            Assert.False(Token.IsCancellationRequested);
        Assert.Equal(3, await terminal.Completion.WaitAsync(TimeSpan.FromSeconds(20), Token));
    }

    [Fact]
    public async Task Closing_a_terminal_ends_what_runs_in_it()
    {
        await using var host = await HostAsync();
        var marker = $"marker-{Guid.CreateVersion7():N}";
        var terminal = (await host.NewSandbox().OpenTerminalAsync(new TerminalRequest(80, 24), Token)).Terminal!;
        await TypeAsync(terminal, $"echo $((6*7))-up; sh -c 'sleep 600; : {marker}'\n");
        await ShownAsync(terminal, "42-up");
        await terminal.DisposeAsync();
        await GoneAsync(marker);
    }

    [Fact]
    public async Task A_project_that_is_larger_than_its_cap_runs_nothing_and_is_told_why()
    {
        await using var host = await HostAsync(("Sandbox:DiskMb", "1"));
        var project = host.NewProject();
        await host.Workspaces.Files(project).WriteTextAsync("big.txt", new string('x', 1_200_000), Token);
        var result = await host.Sandboxes.Get(project).ExecuteAsync(Shell("true"), null, Token);
        var service = await host.Sandboxes.Get(project).StartServiceAsync(new ServiceRequest("true"), Token);

        Assert.Equal(ExecStatus.Unavailable, result.Status);
        Assert.Contains("Sandbox:DiskMb", result.Problem);
        Assert.Contains("Sandbox:DiskMb", service.Problem);
    }

    [Fact]
    public async Task A_command_that_fills_the_disk_is_stopped_and_the_reason_told()
    {
        await using var host = await HostAsync(("Sandbox:DiskMb", "8"));
        var filler = Shell("echo started; n=0; while true; do n=$((n+1)); head -c 1000000 /dev/zero > f$n; sleep 0.05; done") with { Timeout = TimeSpan.FromSeconds(60) };
        var result = await host.NewSandbox().ExecuteAsync(filler, null, Token);

        Assert.Equal(ExecStatus.Exited, result.Status);
        Assert.Equal("started\n", result.Output);
        Assert.StartsWith("It was stopped. The project's files take more than the 8 MiB", result.Problem);
    }

    [Fact]
    public async Task In_a_terminal_a_person_may_delete_what_is_too_much_but_not_add_to_it()
    {
        await using var host = await HostAsync(("Sandbox:DiskMb", "1"));
        var project = host.NewProject();
        await host.Workspaces.Files(project).WriteTextAsync("big.txt", new string('x', 1_200_000), Token);
        var opened = await host.Sandboxes.Get(project).OpenTerminalAsync(new TerminalRequest(80, 24), Token);
        await using var terminal = opened.Terminal!;
        await TypeAsync(terminal, "ls; echo $((6*7))-up\n");
        await ShownAsync(terminal, "big.txt", "42-up");
        await TypeAsync(terminal, "n=0; while true; do n=$((n+1)); head -c 100000 /dev/zero > f$n; sleep 0.05; done\n");
        while (await terminal.ReadAsync(new byte[4096], Token) > 0)
            Assert.False(Token.IsCancellationRequested);

        Assert.StartsWith("It was stopped. The project's files take more than the 1 MiB", terminal.Problem);
    }

    [Fact]
    public async Task Opening_terminals_again_and_again_does_not_allow_a_project_more()
    {
        await using var host = await HostAsync(("Sandbox:DiskMb", "1"));
        var project = host.NewProject();
        await host.Workspaces.Files(project).WriteTextAsync("big.txt", new string('x', 1_200_000), Token);
        await (await host.Sandboxes.Get(project).OpenTerminalAsync(new TerminalRequest(80, 24), Token)).Terminal!.DisposeAsync();
        await host.Workspaces.Files(project).WriteTextAsync("more.txt", new string('x', 100_000), Token);
        await using var terminal = (await host.Sandboxes.Get(project).OpenTerminalAsync(new TerminalRequest(80, 24), Token)).Terminal!;
        await terminal.Completion.WaitAsync(TimeSpan.FromMinutes(1), Token);

        Assert.StartsWith("It was stopped. The project's files take more than the 1 MiB", terminal.Problem);
    }

    [Fact]
    public async Task What_a_persons_projects_take_together_is_limited_too()
    {
        await using var host = await HostAsync(("Sandbox:DiskPerUserMb", "3"));
        var (mine, mineToo, other) = (host.NewProject(), host.NewProject(), host.NewProject());
        var (me, somebody) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var accounts = host.Services.GetRequiredService<Samokoder.AgentService.Sandboxes.Limits.DiskAccounts>();
        accounts.Set([(mine, me, 2 << 20), (mineToo, me, 2 << 20), (other, somebody, 2 << 20)]);

        Assert.Contains("Sandbox:DiskPerUserMb", (await host.Sandboxes.Get(mineToo).ExecuteAsync(Shell("true"), null, Token)).Problem);
        Assert.Contains("Sandbox:DiskPerUserMb", (await host.Sandboxes.Get(mine).OpenTerminalAsync(new TerminalRequest(80, 24), Token)).Problem);
        Assert.True((await host.Sandboxes.Get(other).ExecuteAsync(Shell("true"), null, Token)).Succeeded);
        accounts.Set([(mine, me, 1 << 20), (mineToo, me, 2 << 20), (other, somebody, 2 << 20)]);
        Assert.True((await host.Sandboxes.Get(mine).ExecuteAsync(Shell("true"), null, Token)).Succeeded);
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

    private static async Task TypeAsync(ISandboxTerminal terminal, string text) => await terminal.WriteAsync(Encoding.UTF8.GetBytes(text), Token);

    /// <summary>Reads until all of it was shown.</summary>
    private static async Task ShownAsync(ISandboxTerminal terminal, params string[] texts)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        var shown = new StringBuilder();
        var buffer = new byte[4096];
        while (!texts.All(text => shown.ToString().Contains(text, StringComparison.Ordinal)))
        {
            var reading = terminal.ReadAsync(buffer, deadline.Token).AsTask();
            if (await Task.WhenAny(reading, Task.Delay(Timeout.Infinite, deadline.Token)) != reading || await reading is not (> 0 and var count))
                throw new InvalidOperationException($"The terminal ended or went silent. It showed: {shown}");
            shown.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
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
