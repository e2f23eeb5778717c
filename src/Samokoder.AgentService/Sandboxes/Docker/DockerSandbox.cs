using System.Globalization;
using Docker.DotNet.Models;
using Samokoder.AgentService.Sandboxes.Bubblewrap;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Sandboxes.Docker;

/// <summary>One project in its container. Commands, services and terminals share it, its loopback and its temporary files.</summary>
internal sealed class DockerSandbox(
    Guid projectId, DockerProvider provider, ContainerEngine engine, ProjectContainers containers, ContainerReaper reaper, DataFolder data)
    : ISandbox
{
    /// <summary>Error output joins the output here, so that their order is kept.</summary>
    private const string Prelude =
        """
        cd "./$1" 2>/dev/null || { echo "The folder '$1' does not exist in the workspace."; exit 1; }
        shift
        exec "$@" 2>&1
        """;

    public async Task<ExecResult> ExecuteAsync(
        ExecRequest request, Func<string, CancellationToken, ValueTask>? onOutput, CancellationToken cancellationToken)
    {
        var (spec, problem) = await ReadyAsync(cancellationToken);
        if (spec is null)
            return ExecResult.Unavailable(problem!);
        try
        {
            var command = Command(["/bin/sh", "-c", Prelude, "samokoder", request.WorkingDirectory, .. request.Arguments], request.Environment);
            var (result, _) = await ProcessRunner.RunAsync(async () => await StartAsync(spec, command, cancellationToken), request, onOutput, cancellationToken);
            return result;
        }
        catch (Exception e) when (ContainerEngine.IsFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            return ExecResult.Unavailable(provider.Explain(e));
        }
    }

    public async Task<ServiceStart> StartServiceAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        var (spec, problem) = await ReadyAsync(cancellationToken);
        if (spec is null)
            return ServiceStart.Failed(problem!);
        var port = provider.Ports.Take(projectId);
        AppSocket? socket = null;
        try
        {
            var lease = await containers.UseAsync(projectId, spec, cancellationToken); // Makes the folder of the socket.
            socket = new AppSocket(data.RunFolder(projectId), spec.AppsFolder(projectId));
            var variables = new Dictionary<string, string>(request.Environment, StringComparer.Ordinal) { [request.PortVariable] = port.ToString(CultureInfo.InvariantCulture) };
            var line = Supervisor.Line(Supervisor.ContainerPerl, socket.OptionsAt(ContainerSpec.AppMount, port), [ExecRequest.ShellPath, "-c", request.Command]);
            var command = Command(["/bin/sh", "-c", "exec \"$@\" 2>&1", "samokoder", .. line], variables);
            var process = await ContainerProcess.StartAsync(engine, reaper, lease, provider.UserId, command, cancellationToken);
            var record = new ContainerServiceRecord(process.Container, process.Exec, process.Tag, port, socket.Id);
            record.Write(data, projectId);
            return new ServiceStart(ServiceOf(process, socket, record, request.LogLines), null);
        }
        catch (Exception e) when (ContainerEngine.IsFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            socket?.Remove();
            provider.Ports.Return(projectId, port);
            return ServiceStart.Failed(provider.Explain(e));
        }
    }

    public async Task<ISandboxService?> AdoptServiceAsync(CancellationToken cancellationToken)
    {
        if (ContainerServiceRecord.Read(data, projectId) is not { } record || (await ReadyAsync(cancellationToken)).Spec is not { } spec || !provider.Ports.TryTake(projectId, record.Port))
            return null;
        try
        {
            var lease = await containers.UseAsync(projectId, spec, cancellationToken);
            if (await ContainerProcess.AdoptAsync(engine, reaper, lease, provider.UserId, record, cancellationToken) is { } process)
                return ServiceOf(process, new AppSocket(data.RunFolder(projectId), spec.AppsFolder(projectId), record.Socket), record, logLines: 0);
        }
        catch (Exception e) when (ContainerEngine.IsFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            // Whoever wants it started will hear what is wrong.
        }
        provider.Ports.Return(projectId, record.Port);
        record.Delete(data, projectId);
        return null;
    }

    public async Task<TerminalStart> OpenTerminalAsync(TerminalRequest request, CancellationToken cancellationToken)
    {
        var (spec, problem) = await ReadyAsync(cancellationToken);
        if (spec is null)
            return TerminalStart.Failed(problem!);
        try
        {
            var command = Command(request.Command, BubblewrapSandbox.TerminalVariables);
            (command.Tty, command.AttachStdin) = (true, true);
            var terminal = new ContainerTerminal(engine, await StartAsync(spec, command, cancellationToken));
            try
            {
                await terminal.ResizeAsync(request.Columns, request.Rows, cancellationToken);
            }
            catch
            {
                await terminal.DisposeAsync();
                throw;
            }
            return new TerminalStart(terminal, null);
        }
        catch (Exception e) when (ContainerEngine.IsFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            return TerminalStart.Failed(provider.Explain(e));
        }
    }

    public async Task<PipeStart> OpenPipeAsync(PipeRequest request, CancellationToken cancellationToken)
    {
        var (spec, problem) = await ReadyAsync(cancellationToken);
        if (spec is null)
            return PipeStart.Failed(problem!);
        try
        {
            var command = Command(request.Command, new Dictionary<string, string>(StringComparer.Ordinal));
            command.AttachStdin = true;
            var process = await StartAsync(spec, command, cancellationToken);
            return new PipeStart(await SandboxPipe.OpenAsync(process, new ContainerInput(process.Frames), null, request, cancellationToken), null);
        }
        catch (Exception e) when (ContainerEngine.IsFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            return PipeStart.Failed(provider.Explain(e));
        }
    }

    private SandboxService ServiceOf(ContainerProcess process, AppSocket socket, ContainerServiceRecord record, int logLines) => new(
        process,
        new PortEndpoint(socket, () =>
        {
            provider.Ports.Return(projectId, record.Port);
            record.Delete(data, projectId);
        }),
        limits: null, logLines);

    private async Task<ContainerProcess> StartAsync(ContainerSpec spec, ContainerExecCreateParameters command, CancellationToken cancellationToken)
    {
        var lease = await containers.UseAsync(projectId, spec, cancellationToken);
        return await ContainerProcess.StartAsync(engine, reaper, lease, provider.UserId, command, cancellationToken);
    }

    private async ValueTask<(ContainerSpec? Spec, string? Problem)> ReadyAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(data.FilesFolder(projectId)))
            return (null, "The project has no workspace yet. Start a run first: it creates the files.");
        return await provider.PrepareAsync(projectId, cancellationToken);
    }

    private static ContainerExecCreateParameters Command(IReadOnlyList<string> line, IReadOnlyDictionary<string, string> environment) => new()
    {
        Cmd = [.. line], Env = [.. environment.Select(v => $"{v.Key}={v.Value}")], WorkingDir = ISandbox.WorkspacePath,
    };

    /// <summary>Gives the port back with the socket.</summary>
    private sealed class PortEndpoint(AppSocket socket, Action returnPort) : IServiceEndpoint
    {
        public string Address => socket.Address;

        public DateTimeOffset? LastUsed => socket.LastUsed;

        public bool TryPublish() => socket.TryPublish();

        public void Remove()
        {
            socket.Remove();
            returnPort();
        }
    }
}
