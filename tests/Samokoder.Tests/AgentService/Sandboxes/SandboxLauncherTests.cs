using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Sandboxes.Bubblewrap;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.Sandboxes;

/// <summary>The process that waits in its control groups, by itself; what it becomes is part of bubblewrap's conformance.</summary>
public sealed class SandboxLauncherTests : IAsyncDisposable
{
    private readonly SandboxLauncher launcher = new(new ResourceLimits(Options.Create(new SandboxOptions()), NullLogger<ResourceLimits>.Instance));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public SandboxLauncherTests() => Assert.SkipUnless(OperatingSystem.IsLinux() && Supervisor.Perl is not null, "bubblewrap needs Linux and perl.");

    public ValueTask DisposeAsync() => launcher.DisposeAsync();

    [Fact]
    public async Task A_command_gets_each_word_as_it_is_and_its_input_after_them()
    {
        var launch = await launcher.StartAsync(["/bin/sh", "-c", "printf '[%s]' \"$@\"; cat", "name", "a b", "", "ю\n$z"], keepInput: true);
        await using var process = launch.Process;
        await process.Input.WriteAsync(Encoding.UTF8.GetBytes("input"), Token);
        await process.Input.DisposeAsync();
        using var reader = new StreamReader(process.Output);

        Assert.Equal("[a b][][ю\n$z]input", await reader.ReadToEndAsync(Token));
        await process.WaitForExitAsync(Token);
        launch.Limits.Dispose();
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_told_as_a_shell_does()
    {
        var (result, error) = await RunAsync("/nowhere/program");

        Assert.Equal((127, "/nowhere/program: No such file or directory\n"), (result.ExitCode, error));
    }

    [Fact]
    public async Task The_one_that_waits_becomes_the_next_command_in_the_groups_that_it_joined()
    {
        await RunAsync("true");
        var waiting = await launcher.Waiting!;
        var launch = await launcher.StartAsync(["/bin/cat", "/proc/self/cgroup"]);
        await using var process = launch.Process;
        using var reader = new StreamReader(process.Output);
        var groups = await reader.ReadToEndAsync(Token);

        Assert.Equal(waiting.Process.Id, process.Id);
        Assert.All(launch.Limits.Folders, folder => Assert.Contains($"/samokoder-sandboxes/{Path.GetFileName(folder)}\n", groups, StringComparison.Ordinal));
        Assert.NotEqual(process.Id, (await launcher.Waiting!).Process.Id);
        await process.WaitForExitAsync(Token);
        launch.Limits.Dispose();
    }

    [Fact]
    public async Task One_that_came_to_an_end_while_it_waited_is_replaced()
    {
        await RunAsync("true");
        var waiting = (await launcher.Waiting!).Process;
        waiting.Kill();
        await waiting.WaitForExitAsync(Token);

        var (result, _) = await RunAsync("echo", "here");

        Assert.Equal("here\n", result.Output);
    }

    [Fact]
    public async Task Nothing_waits_any_more_when_the_service_has_ended()
    {
        await RunAsync("true");
        var (process, limits) = await launcher.Waiting!;
        var id = process.Id;
        Assert.True(Directory.Exists($"/proc/{id}"));

        await launcher.DisposeAsync();

        Assert.False(Directory.Exists($"/proc/{id}"));
        Assert.All(limits.Folders, folder => Assert.False(Directory.Exists(folder), folder));
        Assert.Null(launcher.Waiting);
    }

    private async Task<(ExecResult Result, string Error)> RunAsync(params string[] line)
    {
        SandboxLaunch? launch = null;
        var run = await ProcessRunner.RunAsync(
            async () => (launch = await launcher.StartAsync(line)).Process, new ExecRequest(line) { Timeout = TimeSpan.FromSeconds(60) }, null, Token);
        launch!.Limits.Dispose();
        return run;
    }
}
