using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.Sandboxes;

/// <summary>Tests of containers take turns: they share an engine, and two processors.</summary>
[CollectionDefinition(Name)]
public static class DockerCollection
{
    public const string Name = "containers";
}

internal static class SandboxProviders
{
    public static Task<AgentHost> BubblewrapAsync((string Key, string? Value)[] settings) => AgentHost.WithSandboxAsync([("Sandbox:Provider", "bubblewrap"), .. settings]);

    public static Task<AgentHost> ProcessAsync((string Key, string? Value)[] settings) =>
        AgentHost.WithSandboxAsync([("Sandbox:Provider", "process"), ("Sandbox:AllowUnisolated", "true"), .. settings]);

    /// <summary>What fails here though an engine runs is a failure, not a reason to skip.</summary>
    public static async Task<AgentHost> DockerAsync(DockerEngine engine, (string Key, string? Value)[] settings)
    {
        var host = AgentHost.Create([("Sandbox:Provider", "docker"), ("Sandbox:DockerHost", await engine.AddressAsync()), .. settings]);
        var health = await host.Sandboxes.CheckAsync(TestContext.Current.CancellationToken);
        Assert.True(health.Healthy, health.Problem);
        return host;
    }
}

public sealed class BubblewrapConformanceTests : IsolatedConformance
{
    [Fact]
    public async Task A_service_that_nobody_could_reach_any_more_ends()
    {
        await using var host = await HostAsync();
        var kills = "until pkill -KILL -f '^/usr/bin/perl /opt'; do sleep 0.02; done; sleep 600";
        await using var service = (await host.NewSandbox().StartServiceAsync(new Samokoder.AgentService.Sandboxes.ServiceRequest(kills), Token)).Service!;
        var exit = await service.Completion.WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.False(exit.Stopped);
        Assert.Equal(137, exit.ExitCode);
    }

    private protected override Task<AgentHost> HostAsync(params (string Key, string? Value)[] settings) => SandboxProviders.BubblewrapAsync(settings);
}

public sealed class ProcessConformanceTests : SandboxConformance
{
    private protected override bool IsIsolated => false;

    private protected override Task<AgentHost> HostAsync(params (string Key, string? Value)[] settings) => SandboxProviders.ProcessAsync(settings);
}

[Collection(DockerCollection.Name)]
public sealed class DockerConformanceTests(DockerEngine engine) : IsolatedConformance
{
    private protected override Task<AgentHost> HostAsync(params (string Key, string? Value)[] settings) => SandboxProviders.DockerAsync(engine, settings);
}

public sealed class BubblewrapEscapeTests : SandboxEscape
{
    private protected override Task<AgentHost> HostAsync(params (string Key, string? Value)[] settings) => SandboxProviders.BubblewrapAsync(settings);
}

[Collection(DockerCollection.Name)]
public sealed class DockerEscapeTests(DockerEngine engine) : SandboxEscape
{
    private protected override Task<AgentHost> HostAsync(params (string Key, string? Value)[] settings) => SandboxProviders.DockerAsync(engine, settings);
}
