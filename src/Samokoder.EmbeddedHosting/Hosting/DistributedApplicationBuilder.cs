using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Samokoder.EmbeddedHosting.State;

namespace Aspire.Hosting;

internal sealed class DistributedApplicationBuilder : IDistributedApplicationTestingBuilder
{
    private readonly List<IResource> _resources = [];
    private readonly AppHostInterception? _interception;

    private DistributedApplicationBuilder(string[] args, string appHostDirectory, AppHostInterception? interception)
    {
        _interception = interception;
        AppHostDirectory = appHostDirectory;
        Configuration
            .AddJsonFile(Path.Combine(appHostDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine(args);
        foreach (var (key, value) in interception?.Settings ?? new Dictionary<string, string?>(StringComparer.Ordinal))
            Configuration[key] = value;
        // The model hands the folder on to the services; it is the same whether it was set or is the default.
        Configuration[DataFolder.PathKey] = DataFolder.Resolve(Configuration);
    }

    public ConfigurationManager Configuration { get; } = new();

    public string AppHostDirectory { get; }

    public DistributedApplicationExecutionContext ExecutionContext { get; } = new();

    public IReadOnlyList<IResource> Resources => _resources;

    public static DistributedApplicationBuilder Create(string[] args)
    {
        var interception = AppHostInterception.Current;
        var folder = interception?.AppHostDirectory ?? AppContext.BaseDirectory;
        return new DistributedApplicationBuilder([.. args, .. interception?.Arguments ?? []], folder, interception);
    }

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (_resources.Exists(r => string.Equals(r.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
            throw new DistributedApplicationException($"Two resources are named '{resource.Name}'. Give one of them another name.");
        _resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        if (_interception is { IsHandedOver: false })
            _interception.HandOver(this);
        return new DistributedApplication(this, TimeProvider.System);
    }

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default) => Task.FromResult(Build());
}
