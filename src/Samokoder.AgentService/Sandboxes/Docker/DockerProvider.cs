using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Docker.DotNet.Models;
using Microsoft.Extensions.Options;
using Samokoder.AgentService.Sandboxes.Bubblewrap;
using Samokoder.AgentService.Sandboxes.Egress;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Sandboxes.Docker;

/// <summary>A container per project; docs/adr/0015 says what it keeps in and out.</summary>
internal sealed class DockerProvider(
    IOptions<SandboxOptions> options, ContainerEngine engine, SandboxImages images, ProjectContainers containers, ContainerReaper reaper, DataFolder data,
    SandboxUser user, ISandboxEgress egress, TimeProvider time)
    : ISandboxProvider
{
    private const string ProbeText = "samokoder";
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim gate = new(1);

    /// <summary>How containers of each image are made, once that is proved.</summary>
    private readonly ConcurrentDictionary<string, ContainerSpec> specs = new(StringComparer.Ordinal);
    private SandboxHealth? health;
    private DateTimeOffset checkedAt;

    public string Name => "docker";

    public bool ServicesSurvive => true;

    public ServicePorts Ports { get; } = new();

    public int UserId { get; } = ContainerSpec.UserId(user);

    public ISandbox Get(Guid projectId) => new DockerSandbox(projectId, this, engine, containers, reaper, data);

    public async Task RemoveAsync(Guid projectId, CancellationToken cancellationToken)
    {
        if (Any is { } ready)
            await containers.RemoveAsync(projectId, ready, cancellationToken);
    }

    public async Task<SandboxHealth> CheckAsync(CancellationToken cancellationToken)
    {
        if (SpecOf(images.Usual) is null && images.Usual.IsRunning)
            return Health($"The image of sandboxes ({images.Usual.Image}) is being prepared, which takes a minute or two, once. What needs it waits.");
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (health is null || time.GetUtcNow() - checkedAt > Remembered)
                health = Health(await engine.ProblemAsync(cancellationToken) ?? await ProveAsync(images.Usual, cancellationToken));
            checkedAt = time.GetUtcNow();
            return health;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc cref="PrepareAsync(ImagePreparation, CancellationToken)"/>
    public ValueTask<(ContainerSpec? Spec, string? Problem)> PrepareAsync(Guid projectId, CancellationToken cancellationToken) => PrepareAsync(images.For(projectId), cancellationToken);

    /// <summary>Has the usual image ready.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken) => await PrepareAsync(images.Usual, cancellationToken);

    /// <summary>How containers are made, or what is missing. Waits for the image while that is being prepared.</summary>
    private async ValueTask<(ContainerSpec? Spec, string? Problem)> PrepareAsync(ImagePreparation image, CancellationToken cancellationToken)
    {
        if (SpecOf(image) is { } ready)
            return (ready, null);
        await gate.WaitAsync(cancellationToken);
        try
        {
            var problem = await engine.ProblemAsync(cancellationToken) ?? await image.EnsureAsync(cancellationToken) ?? await ProveAsync(image, cancellationToken);
            return (SpecOf(image), problem);
        }
        finally
        {
            gate.Release();
        }
    }

    public Task SweepAsync(CancellationToken cancellationToken) =>
        Any is { } ready ? containers.SweepAsync(ready, options.Value.ContainerIdleTimeout, options.Value.WarmPool, cancellationToken) : Task.CompletedTask;

    public string Explain(Exception failure)
    {
        specs.Clear(); // The next command looks again at what is there.
        return $"The container engine at {engine.Address} did not do what a sandbox needs ({ContainerEngine.Reason(failure)}). Look at its log; if it was restarted, try again.";
    }

    private SandboxHealth Health(string? problem) => new(
        Name, problem is null, Isolated: true, problem,
        $"memory {options.Value.MemoryMb} MiB, {options.Value.MaxProcesses} processes and {options.Value.Cpus} processors per project (container), image {images.Usual.Image}");

    private ContainerSpec? SpecOf(ImagePreparation image) => specs.GetValueOrDefault(image.Variant);

    /// <summary>Containers are named and labelled alike, whatever their image.</summary>
    private ContainerSpec? Any => specs.Values.FirstOrDefault();

    /// <summary>Runs a container once as they all will be, which shows that the engine sees our folders and knows the limits.</summary>
    private async Task<string?> ProveAsync(ImagePreparation image, CancellationToken cancellationToken)
    {
        if (SpecOf(image) is not null)
            return null;
        try
        {
            if (!await image.ExistsAsync(cancellationToken))
                return $"The image of sandboxes ({image.Image}) is not there yet. It is prepared when Samokoder starts; the log of `agent` says how far that is.";
            var candidate = new ContainerSpec(options.Value, data, user, new SystemFiles(data, options, UserId), image.Image, Installation());
            var problem = await TryAsync(candidate, cancellationToken);
            if (problem is null)
                specs[image.Variant] = candidate;
            return problem;
        }
        catch (Exception e) when (ContainerEngine.IsFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            return $"A container cannot be run: {ContainerEngine.Reason(e)}.";
        }
    }

    private async Task<string?> TryAsync(ContainerSpec candidate, CancellationToken cancellationToken)
    {
        var project = Guid.CreateVersion7();
        user.CreateFolder(data.ProjectFolder(project), shared: true);
        user.CreateFolder(data.FilesFolder(project), shared: false);
        await File.WriteAllTextAsync(Path.Combine(data.FilesFolder(project), "probe"), ProbeText, cancellationToken);
        try
        {
            if (user.Id is { } id)
                LinuxNative.ChangeOwner(data.FilesFolder(project), id);
            using var lease = await containers.UseAsync(project, candidate, cancellationToken);
            var command = new ContainerExecCreateParameters { Cmd = ["/bin/sh", "-c", $"cat /workspace/probe && /opt/node/bin/node -e 0 && {Supervisor.ContainerPerl} -e 0"], WorkingDir = "/" };
            var request = new ExecRequest(command.Cmd.AsReadOnly()) { Timeout = TimeSpan.FromSeconds(30) };
            var (result, _) = await ProcessRunner.RunAsync(
                async () => await ContainerProcess.StartAsync(engine, reaper, lease, UserId, command, cancellationToken), request, null, cancellationToken);
            return result.Succeeded && result.Output == ProbeText
                ? null
                : $"A container does not see the folder {data.Root} or cannot run Node and Perl: {result.Output.Trim()}. The engine must run on this machine, with the same file system, and the image must be one of deploy/sandbox.";
        }
        finally
        {
            await containers.RemoveAsync(project, candidate, CancellationToken.None);
            await egress.RemoveAsync(project);
            Directory.Delete(data.ProjectFolder(project), recursive: true);
        }
    }

    /// <summary>Several installations may share an engine; each looks after its own containers only.</summary>
    private string Installation() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(data.Root)))[..10];
}
