using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Samokoder.EmbeddedHosting.Engine;
using Samokoder.EmbeddedHosting.Processes;
using Samokoder.EmbeddedHosting.Projects;
using Samokoder.EmbeddedHosting.State;

namespace Samokoder.EmbeddedHosting.Redis;

/// <summary>
/// Runs Garnet in a process of its own (it can crash, be stopped and be started again without us), or an installed
/// <c>redis-server</c> when <c>Samokoder:Redis:ServerPath</c> names one.
/// </summary>
internal sealed class RedisLauncher(ResourceContext context, RedisResource redis) : IResourceLauncher
{
    private int Port => context.Instance.Port(context.Instance.Endpoints.Single());

    public async Task<IRunningResource> StartAsync(CancellationToken cancellationToken)
    {
        var password = await redis.PasswordParameter.GetValueAsync(cancellationToken) ?? "";
        var server = context.Configuration["Samokoder:Redis:ServerPath"] is { Length: > 0 } installed ? Installed(installed, password) : Garnet(password);
        return await RunningProcess.StartAsync(context, server);
    }

    private ProcessSpec Garnet(string password) => new()
    {
        Command = DotnetHost.Path,
        Arguments = ["exec", typeof(RedisLauncher).Assembly.Location, GarnetServerProgram.Verb],
        WorkingDirectory = context.DataFolder,
        Environment = RuntimeSettings(password),
        StopTimeout = TimeSpan.FromSeconds(3),
    };

    /// <summary>By a file, because command lines can be read by every user of the machine.</summary>
    private ProcessSpec Installed(string path, string password)
    {
        if (!File.Exists(path))
            throw new ResourceStartException($"Samokoder__Redis__ServerPath is {path}, and there is no such file. Point it to `redis-server`, or unset it to use the built-in server.");
        var settings = Path.Combine(context.DataFolder, $"{redis.Name}.conf");
        AtomicFile.Write(settings, string.Create(CultureInfo.InvariantCulture, $"bind 127.0.0.1\nport {Port}\nrequirepass {password}\nsave \"\"\nappendonly no\n"));
        return new ProcessSpec { Command = path, Arguments = [settings], WorkingDirectory = context.DataFolder, StopTimeout = TimeSpan.FromSeconds(3) };
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
