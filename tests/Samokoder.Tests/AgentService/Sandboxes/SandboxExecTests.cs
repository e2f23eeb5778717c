using System.Diagnostics;
using System.Text;
using Samokoder.AgentService.Sandboxes;

namespace Samokoder.Tests.AgentService.Sandboxes;

/// <summary>What every sandbox promises about a command: its output, its time, its end.</summary>
public sealed class SandboxExecTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_sees_the_workspace_and_its_result_comes_back()
    {
        await using var host = await AgentHost.WithSandboxAsync();
        var project = host.NewProject();
        await host.Workspaces.Files(project).WriteTextAsync("src/привет.txt", "Здравствуй 🌍\n", Token);

        var result = await host.Sandboxes.Get(project).ExecuteAsync(Shell("pwd; cat src/привет.txt; echo error >&2; exit 3"), null, Token);

        Assert.Equal("/workspace\nЗдравствуй 🌍\nerror\n", result.Output);
        Assert.Equal((ExecStatus.Exited, 3), (result.Status, result.ExitCode));
        Assert.Null(result.Problem);
    }

    [Fact]
    public async Task What_a_command_writes_is_there_for_the_file_api_and_can_be_replaced_by_it()
    {
        await using var host = await AgentHost.WithSandboxAsync();
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
        await using var host = await AgentHost.WithSandboxAsync();
        var result = await host.NewSandbox().ExecuteAsync(Shell("node -p 6*7 && npm --version && id -un && echo $HOME && touch ~/x /tmp/x"), null, Token);

        Assert.True(result.Succeeded, result.Output);
        Assert.StartsWith("42\n", result.Output);
        Assert.EndsWith("user\n/home/user\n", result.Output);
    }

    [Fact]
    public async Task Output_is_passed_on_while_the_command_runs()
    {
        await using var host = await AgentHost.WithSandboxAsync();
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
    public async Task A_timeout_kills_the_command_with_children_that_left_its_session()
    {
        await using var host = await AgentHost.WithSandboxAsync();
        var marker = $"marker-{Guid.CreateVersion7():N}";
        var request = Shell($"setsid sh -c 'sleep 600; : {marker}' & setsid -f sh -c 'sleep 600; : {marker}'; echo ready; sleep 600; : {marker}") with
        {
            Timeout = TimeSpan.FromSeconds(2),
        };
        var result = await host.NewSandbox().ExecuteAsync(request, null, Token);

        Assert.Equal((ExecStatus.TimedOut, null, "ready\n"), (result.Status, result.ExitCode, result.Output));
        await GoneAsync(marker);
    }

    [Fact]
    public async Task A_command_that_ends_takes_what_it_left_in_the_background_with_it()
    {
        await using var host = await AgentHost.WithSandboxAsync();
        var marker = $"marker-{Guid.CreateVersion7():N}";
        var result = await host.NewSandbox().ExecuteAsync(Shell($"setsid -f sh -c 'sleep 600; : {marker}'; echo ended"), null, Token);

        Assert.Equal("ended\n", result.Output);
        await GoneAsync(marker);
    }

    [Fact]
    public async Task Cancelling_ends_the_command_within_a_second()
    {
        await using var host = await AgentHost.WithSandboxAsync();
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
        await using var host = await AgentHost.WithSandboxAsync();
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
        await using var host = await AgentHost.WithSandboxAsync();
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
        await using var host = await AgentHost.WithSandboxAsync();
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
        await using var host = await AgentHost.WithSandboxAsync();
        var result = await host.Sandboxes.Get(Guid.CreateVersion7()).ExecuteAsync(Shell("true"), null, Token);

        Assert.Equal(ExecStatus.Unavailable, result.Status);
        Assert.Contains("no workspace", result.Problem);
    }

    [Fact]
    public async Task Process_without_consent_is_refused_and_nothing_weaker_is_used()
    {
        await using var host = AgentHost.Create(("Sandbox:Provider", "process"));
        var health = await host.Sandboxes.CheckAsync(Token);
        var result = await host.NewSandbox().ExecuteAsync(Shell("true"), null, Token);

        Assert.False(health.Healthy);
        Assert.Equal(ExecStatus.Unavailable, result.Status);
        Assert.Contains("Sandbox:AllowUnisolated", result.Problem);
    }

    [Fact]
    public async Task Process_with_consent_runs_and_says_that_it_isolates_nothing()
    {
        await using var host = AgentHost.Create(("Sandbox:Provider", "process"), ("Sandbox:AllowUnisolated", "true"));
        var health = await host.Sandboxes.CheckAsync(Token);
        var result = await host.NewSandbox().ExecuteAsync(Shell("echo out; echo error >&2; pwd"), null, Token);

        Assert.Equal((true, false), (health.Healthy, health.Isolated));
        Assert.StartsWith("out\nerror\n", result.Output);
    }

    internal static ExecRequest Shell(string command) => ExecRequest.Shell(command) with { Network = false };

    /// <summary>The kernel buries a killed process a moment after the kill returned.</summary>
    internal static async Task GoneAsync(string marker)
    {
        while (CommandLines().Any(line => line.Contains(marker, StringComparison.Ordinal)))
            await Task.Delay(20, Token);
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
