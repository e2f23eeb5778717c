using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Samokoder.AgentService.AppDatabases;
using Samokoder.AgentService.Provisioning;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts.Sandboxes;

namespace Samokoder.AgentService.Sandboxes.Egress;

/// <summary>Keeps one proxy per project, so that each attempt is known to be that project's and no other's.</summary>
internal sealed class SandboxEgress(
    IOptions<SandboxOptions> options, DataFolder data, SandboxUser user, NpmRegistry registry, NuGetSources nuget, ProjectStarters starters, IAppDatabases databases,
    TimeProvider time, ILogger<SandboxEgress> log)
    : ISandboxEgress, IAsyncDisposable
{
    private const string SocketName = "egress.sock";
    private const string ProxyUrl = "http://127.0.0.1:3128";

    private readonly ConcurrentDictionary<Guid, EgressProxy> proxies = new();
    private readonly SemaphoreSlim gate = new(1);

    public EgressMode Mode => options.Value.Egress switch
    {
        "closed" => EgressMode.Closed,
        "open" => EgressMode.Open,
        _ => EgressMode.AllowList,
    };

    public async ValueTask<EgressGate?> OpenAsync(Guid projectId, CancellationToken cancellationToken)
    {
        var closed = Mode == EgressMode.Closed;
        var npm = closed ? null : await registry.GetAsync(cancellationToken);
        var sources = closed || starters.Find(projectId) is not { Manifest.IsDotnet: true } ? [] : await nuget.GetAsync(cancellationToken);
        var folder = Path.Combine(data.RunFolder(projectId), "egress");
        await gate.WaitAsync(cancellationToken);
        try
        {
            user.CreateFolder(data.RunFolder(projectId), shared: true);
            user.CreateFolder(folder, shared: true);
            if (!closed && !proxies.ContainsKey(projectId))
                proxies[projectId] = new EgressProxy(projectId, Path.Combine(folder, SocketName), new EgressPolicy([.. new[] { npm }.OfType<Uri>(), .. sources], options.Value), time, log);
        }
        finally
        {
            gate.Release();
        }
        return GateOf(folder, closed ? null : Variables(npm, sources), databases.Open(projectId, folder));
    }

    public IReadOnlyList<EgressAttempt> Log(Guid projectId) => proxies.TryGetValue(projectId, out var proxy) ? proxy.Attempts : [];

    public async ValueTask RemoveAsync(Guid projectId)
    {
        if (proxies.TryRemove(projectId, out var proxy))
            await proxy.DisposeAsync();
        if (Directory.Exists(data.RunFolder(projectId)))
            Directory.Delete(data.RunFolder(projectId), recursive: true);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in proxies.Values)
            await proxy.DisposeAsync();
        gate.Dispose();
    }

    /// <param name="proxied">What tells programs to use the proxy; null without one.</param>
    private static EgressGate? GateOf(string folder, Dictionary<string, string>? proxied, AppDatabaseDoor? database)
    {
        var variables = proxied ?? new Dictionary<string, string>(StringComparer.Ordinal);
        List<EgressPort> ports = proxied is null ? [] : [new EgressPort(EgressPort.Proxy, SocketName)];
        if (database is not null)
        {
            ports.Add(new EgressPort(AppDatabaseDoor.Port, database.SocketName));
            variables[AppDatabaseDoor.Variable] = database.Url;
        }
        return ports.Count == 0 ? null : new EgressGate(folder, ports, variables);
    }

    /// <summary>Lock files must not name the host that a machine happens to fetch from.</summary>
    private static Dictionary<string, string> Variables(Uri? npm, IReadOnlyList<Uri> nuget)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HTTP_PROXY"] = ProxyUrl,
            ["HTTPS_PROXY"] = ProxyUrl,
            ["http_proxy"] = ProxyUrl,
            ["https_proxy"] = ProxyUrl,
            ["NO_PROXY"] = "localhost,127.0.0.1,::1",
            ["no_proxy"] = "localhost,127.0.0.1,::1",
            ["NODE_USE_ENV_PROXY"] = "1",
            ["npm_config_proxy"] = ProxyUrl,
            ["npm_config_https_proxy"] = ProxyUrl,
            ["npm_config_omit_lockfile_registry_resolved"] = "true",
            ["npm_config_update_notifier"] = "false",
            ["npm_config_audit"] = "false",
            ["npm_config_fund"] = "false",
        };
        if (npm is not null)
            variables["npm_config_registry"] = npm.AbsoluteUri;
        if (nuget.Count > 0)
            variables["RestoreSources"] = string.Join(';', nuget.Select(source => source.AbsoluteUri));
        return variables;
    }
}
