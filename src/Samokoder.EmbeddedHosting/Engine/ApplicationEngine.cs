using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Samokoder.EmbeddedHosting.Logs;
using Samokoder.EmbeddedHosting.Processes;
using Samokoder.EmbeddedHosting.State;

namespace Samokoder.EmbeddedHosting.Engine;

/// <summary>Runs the model: takes the data folder, gives out ports, and keeps one supervisor per replica.</summary>
internal sealed class ApplicationEngine : IAsyncDisposable
{
    private readonly IReadOnlyList<IResource> _resources;
    private readonly IConfiguration _configuration;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending = new();
    private List<ResourceSupervisor> _supervisors = [];
    private Task[] _loops = [];
    private DataFolderLock? _lock;

    public ApplicationEngine(IReadOnlyList<IResource> resources, IConfiguration configuration, TimeProvider time)
    {
        (_resources, _configuration, _time) = (resources, configuration, time);
        Logs = new LogStore(time);
    }

    public ResourceBoard Board { get; } = new();

    public LogStore Logs { get; }

    public TimeProvider Time => _time;

    public string DataPath => DataFolder.Resolve(_configuration);

    /// <summary>Sentences about what was not as the model asked, such as a replaced port.</summary>
    public IReadOnlyList<string> Notices { get; private set; } = [];

    /// <summary>Returns when every resource is on its way; waits for none.</summary>
    /// <exception cref="DistributedApplicationException">The data folder is in use or cannot be written.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var engineFolder = Path.Combine(DataPath, "engine");
        DataFolder.Create(DataPath);
        Directory.CreateDirectory(engineFolder);
        _lock = DataFolderLock.Take(DataPath, engineFolder);
        var processes = new ProcessRegistry(engineFolder, _time);
        List<string> notices = [];
        if (await processes.EndLeftoversAsync(cancellationToken) is { Count: > 0 } leftovers)
            notices.Add($"The last run was not stopped properly; ended what it left: {string.Join(", ", leftovers)}.");
        AllocatePorts(notices);
        Notices = notices;
        _supervisors = [.. _resources.Where(LauncherFactory.IsRunnable).SelectMany(ResourceInstance.Of).Select(i => Supervise(i, processes))];
        _loops = [.. _supervisors.Select(s => Task.Run(() => s.RunAsync(_ending.Token), CancellationToken.None))];
    }

    /// <summary>Stops what nobody needs any more first, then what that needed, down to the databases.</summary>
    public async Task StopAsync()
    {
        var remaining = _supervisors.ToList();
        while (remaining.Count > 0)
        {
            var free = remaining.Where(s => !remaining.Exists(other => other.Instance.Dependencies.Contains(s.Instance.Resource))).ToList();
            // A circle of dependencies never started; its members stop together.
            var next = free.Count > 0 ? free : remaining;
            await Task.WhenAll(next.Select(s => s.StopAsync(CancellationToken.None)));
            remaining = [.. remaining.Except(next)];
        }

        await _ending.CancelAsync();
        await Task.WhenAll(_loops);
        _lock?.Dispose();
    }

    /// <returns>Null when done, otherwise what is wrong with the command.</returns>
    public async Task<string?> ExecuteAsync(string id, string command, CancellationToken cancellationToken)
    {
        var targets = _supervisors.Where(s => string.Equals(s.Id, id, StringComparison.OrdinalIgnoreCase)).ToList();
        if (targets.Count == 0)
            return $"There is no resource '{id}'.";
        Func<ResourceSupervisor, Task>? action =
            command == KnownResourceCommands.StartCommand ? s => s.StartAsync(cancellationToken)
            : command == KnownResourceCommands.StopCommand ? s => s.StopAsync(cancellationToken)
            : command == KnownResourceCommands.RestartCommand ? s => s.RestartAsync(cancellationToken)
            : null;
        if (action is null)
            return $"There is no command '{command}'; there are start, stop and restart.";
        await Task.WhenAll(targets.Select(action));
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _ending.Dispose();
    }

    private void AllocatePorts(List<string> notices)
    {
        var ports = new PortAllocator();
        var random = _configuration.GetValue<bool>(EngineOptions.RandomizePortsKey);
        // Wanted ports first, so that no chosen one takes them.
        foreach (var (resource, endpoint) in _resources.SelectMany(r => r.Annotations.OfType<EndpointAnnotation>().Select(e => (r, e))).OrderBy(p => p.e.Port is null))
        {
            var wanted = random ? null : endpoint.Port;
            endpoint.Allocate(ResourceInstance.Of(resource).Select(i => ports.Allocate(i.Replica == 0 ? wanted : null)).ToList());
            if (wanted is { } port && endpoint.AllocatedPorts[0] != port)
                notices.Add(string.Create(CultureInfo.InvariantCulture, $"Port {port} is taken by another program; {resource.Name} listens on {endpoint.AllocatedPorts[0]} instead."));
        }
    }

    private ResourceSupervisor Supervise(ResourceInstance instance, ProcessRegistry processes)
    {
        var context = new ResourceContext(instance, _configuration, DataPath, processes, Board, Logs, _time);
        Board.Add(new ResourceSnapshot
        {
            Id = instance.Id,
            Name = instance.Resource.Name,
            Type = LauncherFactory.TypeName(instance.Resource),
            Parent = (instance.Resource as IResourceWithParent)?.Parent.Name,
            State = KnownResourceStates.NotStarted,
            Urls = [.. instance.Endpoints.Select(e => Url(instance, e))],
        });
        // A server has no reason to end; a program without ports may be done.
        return new ResourceSupervisor(context, LauncherFactory.Create(context), endsBySuccess: !instance.Endpoints.Any());
    }

    private static ResourceUrl Url(ResourceInstance instance, EndpointAnnotation endpoint) =>
        new(endpoint.Name, string.Create(CultureInfo.InvariantCulture, $"{endpoint.UriScheme}://localhost:{instance.Port(endpoint)}"), endpoint.IsExternal);
}
