using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using Samokoder.AgentService.Provisioning;

namespace Samokoder.AgentService.AppDatabases;

/// <inheritdoc cref="IAppDatabases"/>
internal sealed partial class PostgresAppDatabases(ProjectStarters starters, AppDatabaseServer server, ILogger<PostgresAppDatabases> log) : IAppDatabases, IAsyncDisposable
{
    /// <summary>Fewer than the server has (<c>max_connections</c> in the model), so that ours get in.</summary>
    private const int MaxConnections = 150;

    private static readonly string SocketName = string.Create(CultureInfo.InvariantCulture, $".s.PGSQL.{AppDatabaseDoor.Port}");

    private readonly SemaphoreSlim connections = new(MaxConnections);
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
        connections.Dispose();
    }

    public async Task<IReadOnlyDictionary<Guid, long>> MeasureAsync(CancellationToken cancellationToken)
    {
        if (!server.IsConfigured)
            return new Dictionary<Guid, long>();
        try
        {
            return await server.MeasureAsync(cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            LogNotMeasured(log, e.Message);
            return new Dictionary<Guid, long>();
        }
    }

    private (AppDatabaseRelay Relay, AppDatabaseDoor Door) Start(Guid projectId, string folder)
    {
        var name = AppDatabaseServer.NameOf(projectId);
        var password = server.PasswordOf(projectId);
        var relay = new AppDatabaseRelay(projectId, Path.Combine(folder, SocketName), name, new AppDatabaseReadiness(server, name, password), server, connections, log);
        var url = string.Create(CultureInfo.InvariantCulture, $"postgresql://{name}:{password}@127.0.0.1:{AppDatabaseDoor.Port}/{name}");
        return (relay, new AppDatabaseDoor(SocketName, url));
    }

    [LoggerMessage(LogLevel.Warning, "How large the databases of apps are could not be asked and is not counted: {Reason}")]
    private static partial void LogNotMeasured(ILogger logger, string reason);
}
