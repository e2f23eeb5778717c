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
