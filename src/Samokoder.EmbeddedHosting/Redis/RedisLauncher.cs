using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Samokoder.EmbeddedHosting.Engine;
using Samokoder.EmbeddedHosting.Processes;
using Samokoder.EmbeddedHosting.Projects;

namespace Samokoder.EmbeddedHosting.Redis;

/// <summary>Runs Garnet in a process of its own: it can crash, be stopped and be started again without us.</summary>
internal sealed class RedisLauncher(ResourceContext context, RedisResource redis) : IResourceLauncher
{
    private int Port => context.Instance.Port(context.Instance.Endpoints.Single());

    public async Task<IRunningResource> StartAsync(CancellationToken cancellationToken)
    {
        var password = await redis.PasswordParameter.GetValueAsync(cancellationToken) ?? "";
        return await RunningProcess.StartAsync(context, new ProcessSpec
        {
            Command = DotnetHost.Path,
            Arguments = ["exec", typeof(RedisLauncher).Assembly.Location, GarnetServerProgram.Verb],
            WorkingDirectory = context.DataFolder,
            Environment = RuntimeSettings(password),
            StopTimeout = TimeSpan.FromSeconds(3),
        });
    }

    public async Task<string?> ProbeAsync(CancellationToken cancellationToken) =>
        await RedisProbe.PingAsync(Port, await redis.PasswordParameter.GetValueAsync(cancellationToken) ?? "", cancellationToken);

    // Measured: without these Garnet reserves memory per core and its idle threads spin (docs/performance.md).
    private Dictionary<string, string> RuntimeSettings(string password) => new(StringComparer.Ordinal)
    {
        [GarnetServerProgram.PortVariable] = Port.ToString(CultureInfo.InvariantCulture),
        [GarnetServerProgram.PasswordVariable] = password,
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_GCConserveMemory"] = "5",
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
        ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1",
    };
}
