namespace Samokoder.AgentService.Sandboxes;

/// <summary>Stands where a provider was asked for that must not be used here. Runs nothing and says why.</summary>
internal sealed class UnavailableProvider(string name, string problem) : ISandboxProvider, ISandbox
{
    public string Name => name;

    public Task<SandboxHealth> CheckAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new SandboxHealth(name, Healthy: false, Isolated: true, problem));

    public ISandbox Get(Guid projectId) => this;

    public Task<ExecResult> ExecuteAsync(
        ExecRequest request, Func<string, CancellationToken, ValueTask>? onOutput, CancellationToken cancellationToken) =>
        Task.FromResult(ExecResult.Unavailable(problem));

    public Task<ServiceStart> StartServiceAsync(ServiceRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(ServiceStart.Failed(problem));

    public Task<TerminalStart> OpenTerminalAsync(TerminalRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(TerminalStart.Failed(problem));

    public Task<PipeStart> OpenPipeAsync(PipeRequest request, CancellationToken cancellationToken) => Task.FromResult(PipeStart.Failed(problem));

    public Task RemoveAsync(Guid projectId, CancellationToken cancellationToken) => Task.CompletedTask;
}
