using Samokoder.AgentService.Sandboxes;

namespace Samokoder.Tests.AgentService.Sandboxes;

/// <summary>The provider that isolates nothing and says so.</summary>
public sealed class ProcessProviderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Process_without_consent_is_refused_and_nothing_weaker_is_used()
    {
        await using var host = AgentHost.Create(("Sandbox:Provider", "process"));
        var health = await host.Sandboxes.CheckAsync(Token);
        var result = await host.NewSandbox().ExecuteAsync(SandboxConformance.Shell("true"), null, Token);

        Assert.False(health.Healthy);
        Assert.Equal(ExecStatus.Unavailable, result.Status);
        Assert.Contains("Sandbox:AllowUnisolated", result.Problem);
    }

    [Fact]
    public async Task Process_with_consent_runs_and_says_that_it_isolates_nothing()
    {
        await using var host = AgentHost.Create(("Sandbox:Provider", "process"), ("Sandbox:AllowUnisolated", "true"));
        var health = await host.Sandboxes.CheckAsync(Token);
        var result = await host.NewSandbox().ExecuteAsync(SandboxConformance.Shell("echo out; echo error >&2; pwd"), null, Token);

        Assert.Equal((true, false), (health.Healthy, health.Isolated));
        Assert.StartsWith("out\nerror\n", result.Output);
    }
}
