using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Samokoder.EmbeddedHosting.Engine;

namespace Samokoder.EmbeddedHosting.Dashboard;

/// <summary>The web page that shows and steers the resources. It listens on loopback only.</summary>
internal sealed class DashboardServer : IAsyncDisposable
{
    private const int DefaultPort = 8079;
    private readonly WebApplication _web;

    private DashboardServer(WebApplication web, DashboardAccess access) => (_web, LoginUrl) = (web, access.LoginUrl);

    /// <summary>Opens the dashboard and signs the browser in; valid until the engine ends.</summary>
    public Uri LoginUrl { get; }

    public static async Task<DashboardServer> StartAsync(ApplicationEngine engine, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var wanted = configuration.GetValue<bool>(EngineOptions.RandomizePortsKey) ? (int?)null : configuration.GetValue<int?>(EngineOptions.DashboardPortKey) ?? DefaultPort;
        var access = new DashboardAccess(new PortAllocator().Allocate(wanted));
        var web = Build(access.Port);
        web.Use(access.CheckAsync);
        access.Map(web);
        DashboardAssets.Map(web);
        DashboardApi.Map(web, engine, web.Lifetime.ApplicationStopping);
        await web.StartAsync(cancellationToken);
        return new DashboardServer(web, access);
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
    }

    private static WebApplication Build(int port)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [], ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, EngineOwnedLifetime>();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Listen(IPAddress.Loopback, port);
            if (Socket.OSSupportsIPv6)
                options.Listen(IPAddress.IPv6Loopback, port);
        });
        return builder.Build();
    }

    /// <summary>Leaves Ctrl+C to the engine, which stops the dashboard last.</summary>
    private sealed class EngineOwnedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
