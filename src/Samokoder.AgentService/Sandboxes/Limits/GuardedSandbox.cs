using Samokoder.AgentService.AppDatabases;

namespace Samokoder.AgentService.Sandboxes.Limits;

/// <inheritdoc cref="GuardedProvider"/>
internal sealed class GuardedSandbox(Guid projectId, ISandbox inner, DiskGuard disk, AppDatabaseHolds holds) : ISandbox
{
    public async Task<ExecResult> ExecuteAsync(
        ExecRequest request, Func<string, CancellationToken, ValueTask>? onOutput, CancellationToken cancellationToken)
    {
        if (disk.Problem(projectId) is { } problem)
            return ExecResult.Unavailable(problem);
        var result = await inner.ExecuteAsync(request with { Watch = token => disk.WatchAsync(projectId, token) }, onOutput, cancellationToken);
        return result with { Problem = result.Problem ?? holds.Problem(projectId) };
    }

    public async Task<ServiceStart> StartServiceAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        if (disk.Problem(projectId) is { } problem)
            return ServiceStart.Failed(problem);
        var started = await inner.StartServiceAsync(request, cancellationToken);
        if (started.Service is not { } service)
            return started;
        _ = WatchAsync(service); // Ends with the service.
        return new ServiceStart(new GuardedService(service, () => holds.Problem(projectId)), null);
    }

    public async Task<ISandboxService?> AdoptServiceAsync(CancellationToken cancellationToken)
    {
        var service = await inner.AdoptServiceAsync(cancellationToken);
        if (service is null)
            return null;
        _ = WatchAsync(service); // Ends with the service.
        return new GuardedService(service, () => holds.Problem(projectId));
    }

    public async Task<TerminalStart> OpenTerminalAsync(TerminalRequest request, CancellationToken cancellationToken)
    {
        var (problem, allowed) = disk.ForTerminal(projectId);
        if (problem is not null)
            return TerminalStart.Failed(problem);
        var opened = await inner.OpenTerminalAsync(request, cancellationToken);
        return opened.Terminal is { } terminal ? new TerminalStart(new GuardedTerminal(terminal, token => disk.WatchTerminalAsync(projectId, allowed, token)), null) : opened;
    }

    public async Task<PipeStart> OpenPipeAsync(PipeRequest request, CancellationToken cancellationToken)
    {
        if (disk.Problem(projectId) is { } problem)
            return PipeStart.Failed(problem);
        var started = await inner.OpenPipeAsync(request, cancellationToken);
        if (started.Pipe is { } pipe)
            _ = WatchAsync(pipe); // Ends with the program.
        return started;
    }

    private async Task WatchAsync(SandboxPipe pipe)
    {
        using var ended = new CancellationTokenSource();
        var watch = disk.WatchAsync(projectId, ended.Token);
        if (await Task.WhenAny(pipe.Completion, watch) == watch && watch.IsCompletedSuccessfully)
            await pipe.DisposeAsync();
        await ended.CancelAsync();
    }

    private async Task WatchAsync(ISandboxService service)
    {
        using var ended = new CancellationTokenSource();
        var watch = disk.WatchAsync(projectId, ended.Token);
        if (await Task.WhenAny(service.Completion, watch) == watch && watch.IsCompletedSuccessfully)
            await service.EndAsync(await watch);
        await ended.CancelAsync();
    }
}
