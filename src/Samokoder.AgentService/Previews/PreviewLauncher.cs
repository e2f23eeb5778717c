using Microsoft.Extensions.Options;
using Samokoder.AgentService.Provisioning;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Previews;

/// <param name="Service">Answering; null when it failed.</param>
/// <param name="Problem">For people, with the end of its output.</param>
internal sealed record PreviewLaunch(ISandboxService? Service, string? Problem, IReadOnlyList<string> Log);

/// <summary>Brings one app from files to answering.</summary>
internal sealed class PreviewLauncher(
    IWorkspaces workspaces, IWorkspaceProvisioner provisioner, ISandboxProvider sandboxes, ServiceProbe probe, IOptions<PreviewRunOptions> options)
{
    private const int ToldLines = 40;

    public async Task<PreviewLaunch> LaunchAsync(Guid projectId, CancellationToken cancellationToken)
    {
        if (await AdoptAsync(projectId, cancellationToken) is { Service: not null } running)
            return running;
        if (provisioner.StarterOf(projectId) is not { } starter)
            return Failed("The project has no files yet. Start a run first.");
        var dependencies = await provisioner.EnsureDependenciesAsync(projectId, cancellationToken);
        if (!dependencies.Ok)
            return Failed(dependencies.Problem!);

        var command = await DevCommand.ResolveAsync(starter.Dev.Command, workspaces.Files(projectId), cancellationToken);
        var request = new ServiceRequest(command, starter.Dev.PortVariable) { Environment = HostsOf(starter.Dev) };
        var started = await sandboxes.Get(projectId).StartServiceAsync(request, cancellationToken);
        return started.Service is { } service
            ? await WaitAsync(service, starter.Dev.ReadyPath, cancellationToken)
            : Failed(started.Problem!);
    }

    /// <summary>Whether an app goes on when this process ends.</summary>
    public bool AppsSurvive => sandboxes.ServicesSurvive;

    /// <summary>Takes over an app that an earlier process of ours left running; null when there is none.</summary>
    public async Task<PreviewLaunch?> AdoptAsync(Guid projectId, CancellationToken cancellationToken) =>
        provisioner.StarterOf(projectId) is { } starter && await sandboxes.Get(projectId).AdoptServiceAsync(cancellationToken) is { } service
            ? await WaitAsync(service, starter.Dev.ReadyPath, cancellationToken)
            : null;

    /// <summary>What a dead or silent dev server leaves to say.</summary>
    public static string Describe(string what, IReadOnlyList<string> log)
    {
        var end = string.Join('\n', log.TakeLast(ToldLines)).Trim();
        return end.Length == 0 ? $"{what} It wrote no output." : $"{what}\n{end}";
    }

    private async Task<PreviewLaunch> WaitAsync(ISandboxService service, string path, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Value.StartTimeout);
        try
        {
            if (!await service.Listening.WaitAsync(timeout.Token) || !await probe.AnswersAsync(service, path, timeout.Token))
                return await EndedAsync(service);
            return new PreviewLaunch(service, null, service.LogTail());
        }
        catch (OperationCanceledException)
        {
            await service.StopAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return new PreviewLaunch(null, Describe(Silence(service), service.LogTail()), service.LogTail());
        }
    }

    private string Silence(ISandboxService service) => service.Listening.IsCompleted
        ? $"The dev server listens but did not answer within {options.Value.StartTimeout.TotalSeconds:0} seconds."
        : $"The dev server did not listen on the port that it was given within {options.Value.StartTimeout.TotalSeconds:0} seconds.";

    private static async Task<PreviewLaunch> EndedAsync(ISandboxService service)
    {
        var exit = await service.Completion;
        var reason = exit.Problem is null ? "" : $" {exit.Problem}";
        return new PreviewLaunch(null, Describe($"The dev server ended with code {exit.ExitCode} before it answered.{reason}", service.LogTail()), service.LogTail());
    }

    private Dictionary<string, string> HostsOf(StarterDev dev)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (dev.HostsVariable is { Length: > 0 } name)
            variables[name] = $".{options.Value.Domain}";
        return variables;
    }

    private static PreviewLaunch Failed(string problem) => new(null, problem, []);
}
