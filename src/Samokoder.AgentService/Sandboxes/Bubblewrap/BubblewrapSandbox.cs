using System.Globalization;
using Samokoder.AgentService.Sandboxes.Egress;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Sandboxes.Bubblewrap;

/// <summary>
/// One project in bubblewrap. Each command and each service gets namespaces of its own that share only the workspace, so
/// nothing that a command leaves behind can reach the next one except through files.
/// </summary>
internal sealed class BubblewrapSandbox(
    Guid projectId, BubblewrapProvider provider, DataFolder data, SandboxUser user, ResourceLimits limits, SandboxLauncher launcher, ISandboxEgress egress)
    : ISandbox
{
    /// <summary>Each sandbox has ports of its own, so all services may use the same.</summary>
    private const int ServicePort = 5173;

    /// <summary>The prelude's own failure, see <see cref="BubblewrapCommand"/>.</summary>
    private const int LimitsFailed = 125;

    /// <summary>What bubblewrap itself runs with; nothing of it passes <c>--clearenv</c>, and nothing of ours is in it.</summary>
    public static IReadOnlyDictionary<string, string> LauncherEnvironment { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin" };

    internal static IReadOnlyDictionary<string, string> TerminalVariables { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["TERM"] = "xterm-256color", ["COLORTERM"] = "truecolor" };

    public async Task<ExecResult> ExecuteAsync(
        ExecRequest request, Func<string, CancellationToken, ValueTask>? onOutput, CancellationToken cancellationToken)
    {
        var (command, problem) = await ReadyAsync(cancellationToken);
        if (command is null)
            return ExecResult.Unavailable(problem!);

        var gate = request.Network ? await egress.OpenAsync(projectId, cancellationToken) : null;
        var mounts = new BubblewrapMounts(data.FilesFolder(projectId), gate?.Folder, null);
        var inner = gate is null ? request.Arguments : Supervised(OptionsOf(gate), request.Arguments);
        var arguments = command.Build(mounts, Merge(gate?.Environment, request.Environment), request.WorkingDirectory, inner);

        SandboxLaunch? launch = null;
        try
        {
            var (result, error) = await ProcessRunner.RunAsync(
                async () => (launch = await launcher.StartAsync(arguments)).Process, request, onOutput, cancellationToken);
            return DidNotStart(result, error) ? ExecResult.Unavailable(BubblewrapProvider.Explain(error)) : result with { Problem = result.Problem ?? launch?.Limits.Problem() };
        }
        finally
        {
            launch?.Limits.Dispose();
        }
    }

    public async Task<ServiceStart> StartServiceAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        var (command, problem) = await ReadyAsync(cancellationToken);
        if (command is null)
            return ServiceStart.Failed(problem!);

        var gate = await egress.OpenAsync(projectId, cancellationToken);
        var socket = new AppSocket(data.RunFolder(projectId), user);
        var inner = Supervised(
            OptionsOf(gate).Concat(socket.OptionsAt(BubblewrapCommand.AppMount, ServicePort)),
            [ExecRequest.ShellPath, "-c", request.Command]);
        var mounts = new BubblewrapMounts(data.FilesFolder(projectId), gate?.Folder, socket.SandboxFolder);
        var variables = Merge(gate?.Environment, request.Environment);
        variables[request.PortVariable] = ServicePort.ToString(CultureInfo.InvariantCulture);
        var arguments = command.Build(mounts, variables, "", inner);

        var (process, group) = await launcher.StartAsync(arguments);
        return new ServiceStart(new SandboxService(process, socket, group, request.LogLines), null);
    }

    public async Task<TerminalStart> OpenTerminalAsync(TerminalRequest request, CancellationToken cancellationToken)
    {
        var (command, problem) = await ReadyAsync(cancellationToken);
        if (command is null || !OperatingSystem.IsLinux())
            return TerminalStart.Failed(problem ?? "Terminals need Linux.");

        var gate = await egress.OpenAsync(projectId, cancellationToken);
        var mounts = new BubblewrapMounts(data.FilesFolder(projectId), gate?.Folder, null);
        IReadOnlyList<string> shell = [.. ProcessTerminal.NewSession, .. request.Command];
        var inner = gate is null ? shell : Supervised(OptionsOf(gate), shell);
        var variables = Merge(gate?.Environment, TerminalVariables);
        var line = command.Build(mounts, variables, "", inner);
        return new TerminalStart(await ProcessTerminal.StartAsync(new ChildCommand(line, LauncherEnvironment), limits.Create(), request), null);
    }

    public async Task<PipeStart> OpenPipeAsync(PipeRequest request, CancellationToken cancellationToken)
    {
        var (command, problem) = await ReadyAsync(cancellationToken);
        if (command is null)
            return PipeStart.Failed(problem!);

        var gate = await egress.OpenAsync(projectId, cancellationToken);
        var mounts = new BubblewrapMounts(data.FilesFolder(projectId), gate?.Folder, null);
        var inner = Supervised(OptionsOf(gate).Concat(Supervisor.Pump), request.Command);
        var line = command.Build(mounts, Merge(gate?.Environment, new Dictionary<string, string>(StringComparer.Ordinal)), "", inner);
        var (process, group) = await launcher.StartAsync(line, keepInput: true);
        return new PipeStart(await SandboxPipe.OpenAsync(process, process.Input, group, request, cancellationToken), null);
    }

    private async ValueTask<(BubblewrapCommand? Command, string? Problem)> ReadyAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(data.FilesFolder(projectId)))
            return (null, "The project has no workspace yet. Start a run first: it creates the files.");
        return await provider.PrepareAsync(cancellationToken);
    }

    /// <summary>Bubblewrap speaks on the launcher's standard error only; the command's own errors are part of its output.</summary>
    private static bool DidNotStart(ExecResult result, string error) =>
        result.Status == ExecStatus.Exited
        && ((result.ExitCode == 1 && error.StartsWith("bwrap:", StringComparison.Ordinal))
            || (result.ExitCode is LimitsFailed or 126 or 127 && error.Length > 0));

    private static IEnumerable<string> OptionsOf(EgressGate? gate) => gate?.OptionsAt(BubblewrapCommand.RunMount) ?? [];

    /// <summary>The provider is not healthy without perl.</summary>
    private static IReadOnlyList<string> Supervised(IEnumerable<string> options, IReadOnlyList<string> command) => Supervisor.Line(Supervisor.Perl!, options, command);

    private static Dictionary<string, string> Merge(
        IReadOnlyDictionary<string, string>? ours, IReadOnlyDictionary<string, string> asked)
    {
        var all = new Dictionary<string, string>(ours ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (name, value) in asked)
            all[name] = value;
        return all;
    }
}
