using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Samokoder.Tests.ApiService;

/// <summary>Servers of a test's own, for tests that stop them.</summary>
internal sealed class OwnStores : IAsyncDisposable
{
    private readonly DistributedApplication _app;

    private OwnStores(DistributedApplication app) => _app = app;

    public string Postgres { get; private set; } = "";

    public string Redis { get; private set; } = "";

    public static async Task<OwnStores> StartAsync(CancellationToken cancellationToken = default)
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddPostgres("postgres").AddDatabase("samokoderdb");
        builder.AddRedis("redis");
        var stores = new OwnStores(await builder.BuildAsync(cancellationToken));
        await stores._app.StartAsync(cancellationToken);
        foreach (var resource in new[] { "samokoderdb", "redis" })
            await stores._app.ResourceNotifications.WaitForResourceHealthyAsync(resource, cancellationToken);
        stores.Postgres = (await stores._app.GetConnectionStringAsync("samokoderdb", cancellationToken))!;
        stores.Redis = (await stores._app.GetConnectionStringAsync("redis", cancellationToken))!;
        return stores;
    }

    public Task StopResourceAsync(string name) => _app.ResourceCommands.ExecuteCommandAsync(name, KnownResourceCommands.StopCommand);

    public async Task StartResourceAsync(string name)
    {
        await _app.ResourceCommands.ExecuteCommandAsync(name, KnownResourceCommands.StartCommand);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync(name);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
