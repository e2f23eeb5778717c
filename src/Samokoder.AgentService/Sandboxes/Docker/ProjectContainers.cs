using System.Collections.Concurrent;
using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;
using Samokoder.AgentService.Sandboxes.Egress;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Sandboxes.Docker;

/// <summary>
/// The containers of this installation, one per project. What a former process of this service left running is taken over by its
/// labels; one that is not as it would be made now is replaced.
/// </summary>
internal sealed partial class ProjectContainers(
    ContainerEngine engine, ContainerReaper reaper, DataFolder data, SandboxUser user, ISandboxEgress egress, TimeProvider time, ILogger<ProjectContainers> log)
{
    public const string ReadyFile = "ready";
    private static readonly TimeSpan ReadyTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ReadyInterval = TimeSpan.FromMilliseconds(4);

    private readonly ConcurrentDictionary<Guid, Entry> entries = new();

    /// <summary>A running container of the project. Keeps it from being removed as idle until the lease is disposed.</summary>
    /// <exception cref="DockerApiException">The engine refused, for example because the image is gone.</exception>
    public async Task<ContainerLease> UseAsync(Guid projectId, ContainerSpec spec, CancellationToken cancellationToken)
    {
        var entry = entries.GetOrAdd(projectId, _ => new Entry());
        await entry.Gate.WaitAsync(cancellationToken);
        try
        {
            entry.Container = await EnsureAsync(projectId, entry.Container, spec, cancellationToken);
            entry.Used++;
            return new ContainerLease(entry.Container, () => Release(entry));
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    /// <summary>Removes the project's container; whatever runs in it is dead afterwards.</summary>
    public async Task RemoveAsync(Guid projectId, ContainerSpec spec, CancellationToken cancellationToken)
    {
        await engine.RemoveAsync(spec.NameOf(projectId), cancellationToken);
        entries.TryRemove(projectId, out _);
    }

    /// <summary>Removes containers in which nothing ran for that long, and those of projects that have no workspace here any more.</summary>
    /// <param name="warm">How many of the last used ones stay though they are idle.</param>
    public async Task SweepAsync(ContainerSpec spec, TimeSpan idle, int warm, CancellationToken cancellationToken)
    {
        var stay = entries.Where(e => e.Value.Container is not null).OrderByDescending(e => e.Value.LastUsed).Take(warm).Select(e => e.Key).ToHashSet();
        foreach (var (projectId, container) in await ListAsync(spec, cancellationToken))
        {
            if (!Directory.Exists(data.FilesFolder(projectId)))
            {
                LogLeftover(log, projectId);
                await engine.RemoveAsync(container, cancellationToken);
            }
            else if (!stay.Contains(projectId) && entries.GetOrAdd(projectId, _ => new Entry { LastUsed = time.GetUtcNow() }) is { } entry)
            {
                await RemoveIdleAsync(projectId, entry, container, idle, cancellationToken);
            }
        }
    }

    /// <summary>All of this installation, running or not.</summary>
    public async Task<IReadOnlyList<(Guid ProjectId, string Container)>> ListAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        var filter = new Dictionary<string, bool>(StringComparer.Ordinal) { [$"{ContainerSpec.InstallationLabel}={spec.Installation}"] = true };
        var found = await engine.Containers.ListContainersAsync(
            new ContainersListParameters { All = true, Filters = new Dictionary<string, IDictionary<string, bool>>(StringComparer.Ordinal) { ["label"] = filter } }, cancellationToken);
        return [.. found.Where(c => c.Labels.ContainsKey(ContainerSpec.ProjectLabel)).Select(c => (Guid.Parse(c.Labels[ContainerSpec.ProjectLabel], CultureInfo.InvariantCulture), c.ID))];
    }

    private async Task RemoveIdleAsync(Guid projectId, Entry entry, string container, TimeSpan idle, CancellationToken cancellationToken)
    {
        await entry.Gate.WaitAsync(cancellationToken);
        try
        {
            if (entry.Used > 0 || time.GetUtcNow() - entry.LastUsed < idle)
                return;
            LogIdle(log, projectId);
            await engine.RemoveAsync(container, cancellationToken);
            entry.Container = null;
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private async Task<string> EnsureAsync(Guid projectId, string? known, ContainerSpec spec, CancellationToken cancellationToken)
    {
        var gate = await egress.OpenAsync(projectId, cancellationToken);
        var wanted = spec.Build(projectId, gate);
        if (await FindAsync(known ?? wanted.Name, cancellationToken) is { } found)
        {
            if (found.State.Running && found.Config.Labels.TryGetValue(ContainerSpec.SpecLabel, out var made) && made == wanted.Labels[ContainerSpec.SpecLabel])
            {
                if (known is null)
                    await AdoptAsync(projectId, found.ID, cancellationToken);
                return found.ID;
            }
            await engine.RemoveAsync(found.ID, cancellationToken);
        }
        return await StartAsync(projectId, wanted, spec, waits: gate is not null, cancellationToken);
    }

    /// <summary>Commands lost whoever read their output and are ended. A service may be taken over (<see cref="ContainerServiceRecord"/>), and the container serves on.</summary>
    private async Task AdoptAsync(Guid projectId, string container, CancellationToken cancellationToken)
    {
        LogAdopted(log, projectId);
        var service = ContainerServiceRecord.Read(data, projectId);
        await reaper.EndAllAsync(container, service?.Container == container ? service.Tag : null, cancellationToken);
    }

    private async Task<ContainerInspectResponse?> FindAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.Containers.InspectContainerAsync(container, cancellationToken);
        }
        catch (DockerContainerNotFoundException)
        {
            return null;
        }
    }

    private async Task<string> StartAsync(Guid projectId, CreateContainerParameters wanted, ContainerSpec spec, bool waits, CancellationToken cancellationToken)
    {
        var ready = PrepareFolder(spec.AppsFolder(projectId), data.RunFolder(projectId));
        var created = await engine.Containers.CreateContainerAsync(wanted, cancellationToken);
        try
        {
            await engine.Containers.StartContainerAsync(created.ID, new ContainerStartParameters(), cancellationToken);
            if (waits)
                await WaitAsync(created.ID, ready, cancellationToken);
            return created.ID;
        }
        catch
        {
            await engine.RemoveAsync(created.ID, CancellationToken.None);
            throw;
        }
    }

    private string PrepareFolder(string apps, string run)
    {
        user.CreateFolder(run, shared: true);
        user.CreateFolder(apps, shared: false);
        if (user.Id is { } id)
            LinuxNative.ChangeOwner(apps, id);
        var ready = Path.Combine(apps, ReadyFile);
        File.Delete(ready);
        return ready;
    }

    private async Task WaitAsync(string container, string ready, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ReadyTime);
        while (!File.Exists(ready))
        {
            if (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
                throw new TimeoutException($"The container {container[..12]} did not come up within {ReadyTime.TotalSeconds:0} seconds.");
            await Task.Delay(ReadyInterval, cancellationToken);
        }
    }

    private void Release(Entry entry)
    {
        entry.LastUsed = time.GetUtcNow();
        Interlocked.Decrement(ref entry.Used);
    }

    private sealed class Entry
    {
        public int Used;

        public SemaphoreSlim Gate { get; } = new(1);

        public string? Container { get; set; }

        public DateTimeOffset LastUsed { get; set; }
    }

    [LoggerMessage(LogLevel.Information, "Took over the container of project {ProjectId}.")]
    private static partial void LogAdopted(ILogger logger, Guid projectId);

    [LoggerMessage(LogLevel.Information, "The container of project {ProjectId} was idle and is removed.")]
    private static partial void LogIdle(ILogger logger, Guid projectId);

    [LoggerMessage(LogLevel.Information, "Removed a container of project {ProjectId}, which is gone.")]
    private static partial void LogLeftover(ILogger logger, Guid projectId);
}
