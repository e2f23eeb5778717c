using Aspire.Hosting.ApplicationModel;
using Samokoder.EmbeddedHosting.Engine;

namespace Aspire.Hosting;

/// <summary>The application, ready to run on this machine.</summary>
public sealed class DistributedApplication : IAsyncDisposable
{
    private readonly DistributedApplicationBuilder _builder;
    private bool _disposed;

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

    internal IReadOnlyList<IResource> Resources => _builder.Resources;

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => DistributedApplicationBuilder.Create(args);

    /// <summary>Starts every resource and returns without waiting for their health.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) => Engine.StartAsync(cancellationToken);

    /// <summary>Stops everything in reverse order; when it returns no process is left.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => Engine.StopAsync();

    /// <summary>Runs until Ctrl+C or SIGTERM.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <inheritdoc cref="Run"/>
    public Task RunAsync(CancellationToken cancellationToken = default) => ConsoleHost.RunAsync(this, _builder.Configuration, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await Engine.DisposeAsync();
    }
}
