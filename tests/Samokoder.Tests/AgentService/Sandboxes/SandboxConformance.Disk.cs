using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Sandboxes;

namespace Samokoder.Tests.AgentService.Sandboxes;

/// <summary>Limits of disk: of a project and of a person.</summary>
public abstract partial class SandboxConformance
{
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
}
