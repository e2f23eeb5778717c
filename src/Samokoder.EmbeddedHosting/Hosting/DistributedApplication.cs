using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Samokoder.EmbeddedHosting.Dashboard;
using Samokoder.EmbeddedHosting.Engine;

namespace Aspire.Hosting;

/// <summary>The application, ready to run on this machine.</summary>
public sealed class DistributedApplication : IAsyncDisposable
{
    private readonly DistributedApplicationBuilder _builder;
    private DashboardServer? _dashboard;
    private bool _stopped;

    internal DistributedApplication(DistributedApplicationBuilder builder, TimeProvider time)
    {
        _builder = builder;
        Engine = new ApplicationEngine(builder.Resources, builder.Configuration, time);
        ResourceNotifications = new ResourceNotificationService(Engine.Board);
        ResourceCommands = new ResourceCommandService(Engine);
    }

    public ResourceNotificationService ResourceNotifications { get; }

    public ResourceCommandService ResourceCommands { get; }

    internal ApplicationEngine Engine { get; }

    /// <summary>Null when the dashboard is switched off or not started yet.</summary>
    internal Uri? DashboardUrl => _dashboard?.LoginUrl;

    internal IReadOnlyList<IResource> Resources => _builder.Resources;

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => DistributedApplicationBuilder.Create(args);

    /// <summary>Starts every resource and returns without waiting for their health.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await Engine.StartAsync(cancellationToken);
        if (_builder.Configuration.GetValue(EngineOptions.DashboardKey, defaultValue: true))
            _dashboard = await DashboardServer.StartAsync(Engine, _builder.Configuration, cancellationToken);
    }

    /// <summary>Stops everything in reverse order; when it returns no process is left.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_stopped)
            return;
        _stopped = true;
        await Engine.DisposeAsync();
        if (_dashboard is not null)
            await _dashboard.DisposeAsync();
    }

    /// <summary>Runs until Ctrl+C or SIGTERM.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <inheritdoc cref="Run"/>
    public Task RunAsync(CancellationToken cancellationToken = default) => ConsoleHost.RunAsync(this, _builder.Configuration, cancellationToken);

    public async ValueTask DisposeAsync() => await StopAsync();
}
