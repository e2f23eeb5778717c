using System.Globalization;

namespace Samokoder.AgentService.Sandboxes.Unisolated;

/// <summary>Runs in the workspace folder as this service's user, with an environment of its own and nothing else apart.</summary>
internal sealed class ProcessSandbox(string workspace, ResourceLimits limits) : ISandbox
{
    private const string NoWorkspace = "The project has no workspace yet. Start a run first: it creates the files.";

    private static readonly string[] Kept = ["PATH", "HOME", "SystemRoot", "TEMP", "TMP", "TMPDIR", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "NODE_EXTRA_CA_CERTS"];

    public async Task<ExecResult> ExecuteAsync(
        ExecRequest request, Func<string, CancellationToken, ValueTask>? onOutput, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(Path.Combine(workspace, request.WorkingDirectory));
        if (!Directory.Exists(workspace))
            return ExecResult.Unavailable(NoWorkspace);
        if (!Directory.Exists(folder))
            return new ExecResult(ExecStatus.Exited, 1, $"The folder '{request.WorkingDirectory}' does not exist in the workspace.\n", 0, Truncated: false, TimeSpan.Zero, null);
        using var group = limits.Create();
        var (result, error) = await ProcessRunner.RunAsync(
            new ChildCommand(group.Wrap(OneOutput(request.Arguments)), Variables(request.Environment), folder, KillTree: true), request, onOutput, cancellationToken);
        return result with { Output = result.Output + error };
    }

    public async Task<ServiceStart> StartServiceAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(workspace))
            return ServiceStart.Failed(NoWorkspace);
        var port = new LoopbackPort();
        var variables = Variables(request.Environment);
        variables[request.PortVariable] = port.Port.ToString(CultureInfo.InvariantCulture);
        var group = limits.Create();
        var command = new ChildCommand(group.Wrap([ExecRequest.ShellPath, "-c", request.Command]), variables, workspace, KillTree: true);
        return new ServiceStart(new SandboxService(await ChildProcess.StartAsync(command), port, group, request.LogLines), null);
    }

    public async Task<TerminalStart> OpenTerminalAsync(TerminalRequest request, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            return TerminalStart.Failed("Terminals need Linux.");
        if (!Directory.Exists(workspace))
            return TerminalStart.Failed(NoWorkspace);
        var command = new ChildCommand([.. ProcessTerminal.NewSession, .. request.Command], Variables(Bubblewrap.BubblewrapSandbox.TerminalVariables), workspace, KillTree: true);
        return new TerminalStart(await ProcessTerminal.StartAsync(command, limits.Create(), request), null);
    }

    public async Task<PipeStart> OpenPipeAsync(PipeRequest request, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            return PipeStart.Failed("Without a sandbox, servers with secrets need Linux or macOS.");
        if (!Directory.Exists(workspace))
            return PipeStart.Failed(NoWorkspace);
        var group = limits.Create();
        var none = new Dictionary<string, string>(StringComparer.Ordinal);
        var process = await ChildProcess.StartAsync(new ChildCommand(group.Wrap(request.Command), Variables(none), workspace, KillTree: true, KeepInput: true));
        return new PipeStart(await SandboxPipe.OpenAsync(process, process.Input, group, request, cancellationToken), null);
    }

    /// <summary>Joins error output with the output, so that their order is kept.</summary>
    private static IReadOnlyList<string> OneOutput(IReadOnlyList<string> command) =>
        OperatingSystem.IsWindows() ? command : ["/bin/sh", "-c", "exec \"$@\" 2>&1", "samokoder", .. command];

    private Dictionary<string, string> Variables(IReadOnlyDictionary<string, string> asked)
    {
        var variables = Kept
            .Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
            .Where(v => v.Value is not null)
            .ToDictionary(v => v.Name, v => v.Value!, StringComparer.Ordinal);
        foreach (var (name, value) in DotnetSdk.Variables(workspace).Concat(asked))
            variables[name] = value;
        return variables;
    }
}
