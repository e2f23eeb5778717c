using Samokoder.AgentService.Sandboxes;

namespace Samokoder.Tests.AgentService.Sandboxes;

/// <summary>What providers that isolate promise besides.</summary>
public abstract class IsolatedConformance : SandboxConformance
{
    [Fact]
    public async Task A_timeout_kills_the_command_with_children_that_left_its_session()
    {
        await using var host = await HostAsync();
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
        await using var host = await HostAsync();
        var marker = $"marker-{Guid.CreateVersion7():N}";
        var result = await host.NewSandbox().ExecuteAsync(Shell($"setsid -f sh -c 'sleep 600; : {marker}'; echo ended"), null, Token);

        Assert.Equal("ended\n", result.Output);
        await GoneAsync(marker);
    }
}
