using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Samokoder.AgentService.Provisioning;

namespace Samokoder.AgentService.AppDatabases;

/// <inheritdoc cref="IAppDatabases"/>
internal sealed class PostgresAppDatabases(ProjectStarters starters, AppDatabaseServer server, ILogger<PostgresAppDatabases> log) : IAppDatabases, IAsyncDisposable
{
    private const int PasswordLength = 40;

    private static readonly string SocketName = string.Create(CultureInfo.InvariantCulture, $".s.PGSQL.{AppDatabaseDoor.Port}");

    private readonly ConcurrentDictionary<Guid, Lazy<(AppDatabaseRelay Relay, AppDatabaseDoor Door)>> open = new();

    public AppDatabaseDoor? Open(Guid projectId, string folder) => starters.Find(projectId) is { Manifest.Database: true }
        ? open.GetOrAdd(projectId, id => new(() => Start(id, folder))).Value.Door
        : null;

    public async Task RemoveAsync(Guid projectId, CancellationToken cancellationToken)
    {
        if (open.TryRemove(projectId, out var relay))
            await relay.Value.Relay.DisposeAsync();
        if (server.IsConfigured && starters.Find(projectId) is { Manifest.Database: true })
            await server.DropAsync(AppDatabaseServer.NameOf(projectId), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var relay in open.Values)
            await relay.Value.Relay.DisposeAsync();
    }

    /// <summary>The password lives as long as this process and is stored nowhere.</summary>
    private (AppDatabaseRelay Relay, AppDatabaseDoor Door) Start(Guid projectId, string folder)
    {
        var name = AppDatabaseServer.NameOf(projectId);
        var password = RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", PasswordLength);
        var relay = new AppDatabaseRelay(projectId, Path.Combine(folder, SocketName), name, new AppDatabaseReadiness(server, name, password), server, log);
        var url = string.Create(CultureInfo.InvariantCulture, $"postgresql://{name}:{password}@127.0.0.1:{AppDatabaseDoor.Port}/{name}");
        return (relay, new AppDatabaseDoor(SocketName, url));
    }
}
