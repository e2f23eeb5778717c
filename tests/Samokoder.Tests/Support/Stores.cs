using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Samokoder.Data;
using Samokoder.Tests.Support;
using StackExchange.Redis;

[assembly: AssemblyFixture(typeof(Stores))]

namespace Samokoder.Tests.Support;

/// <summary>
/// A real PostgreSQL and a real Redis server for all tests of a run, started by the first that asks. Each asker gets a database of its own.
/// Take it as a constructor parameter.
/// </summary>
public sealed class Stores : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private DistributedApplication? _servers;
    private IConnectionMultiplexer? _redis;
    private string? _template;

    /// <summary>PostgreSQL waits for the disk, as in an installation: for measuring.</summary>
    public bool Durable { get; init; }

    /// <summary>A new database with all migrations applied.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var servers = await StartAsync();
        var name = $"test_{Guid.CreateVersion7():N}";
        var admin = await ConnectionStringAsync(servers, "postgres");
        await using var dataSource = NpgsqlDataSource.Create(admin);
        await using var create = dataSource.CreateCommand($"CREATE DATABASE {name} TEMPLATE {_template}");
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(admin) { Database = name }.ConnectionString;
    }

    public async Task<string> RedisConnectionStringAsync() => await ConnectionStringAsync(await StartAsync(), "redis");

    /// <summary>The server as its superuser, shared with other tests: what is made on it needs a name that no other test has.</summary>
    public async Task<string> ServerConnectionStringAsync() => await ConnectionStringAsync(await StartAsync(), "postgres");

    /// <summary>One connection for all that need no more than one: do not dispose it.</summary>
    public async Task<IConnectionMultiplexer> RedisAsync()
    {
        var connectionString = await RedisConnectionStringAsync();
        await _turn.WaitAsync();
        try
        {
            return _redis ??= await ConnectionMultiplexer.ConnectAsync(connectionString);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Shared with other tests: do not flush it.</summary>
    public async Task<IConnectionMultiplexer> ConnectRedisAsync() => await ConnectionMultiplexer.ConnectAsync(await RedisConnectionStringAsync());

    public async ValueTask DisposeAsync()
    {
        if (_redis is not null) await _redis.DisposeAsync();
        if (_servers is not null) await _servers.DisposeAsync();
        _turn.Dispose();
    }

    private async Task<DistributedApplication> StartAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_servers is not null) return _servers;
            var builder = DistributedApplicationTestingBuilder.Create();
            builder.AddPostgres("postgres").AddDatabase("blueprint");
            builder.AddRedis("redis");
            var servers = await builder.BuildAsync();
            await servers.StartAsync();
            await servers.ResourceNotifications.WaitForResourceHealthyAsync("blueprint");
            await servers.ResourceNotifications.WaitForResourceHealthyAsync("redis");
            if (!Durable) await TrustMemoryAsync(await ConnectionStringAsync(servers, "postgres"));
            _template = await MigrateTemplateAsync(servers);
            return _servers = servers;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Nothing of a test is to survive a power cut, and waiting for the disk is much of what a test of the API does.</summary>
    private static async Task TrustMemoryAsync(string admin)
    {
        await using var dataSource = NpgsqlDataSource.Create(admin);
        foreach (var statement in (string[])["ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()"])
        {
            await using var command = dataSource.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<string> MigrateTemplateAsync(DistributedApplication servers)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(await ConnectionStringAsync(servers, "blueprint")) { Pooling = false }.ConnectionString;
        await using var db = new SamokoderDbContext(
            new DbContextOptionsBuilder<SamokoderDbContext>().UseNpgsql(connectionString).UseSnakeCaseNamingConvention().Options);
        await db.Database.MigrateAsync();
        return "blueprint";
    }

    private static async Task<string> ConnectionStringAsync(DistributedApplication servers, string name) =>
        await servers.GetConnectionStringAsync(name) ?? throw new InvalidOperationException($"{name} has no connection string.");
}
