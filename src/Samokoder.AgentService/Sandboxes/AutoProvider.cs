using Samokoder.AgentService.Sandboxes.Bubblewrap;
using Samokoder.AgentService.Sandboxes.Docker;

namespace Samokoder.AgentService.Sandboxes;

/// <summary>
/// <c>Sandbox:Provider=auto</c>: decides once, when it is first needed. Docker where an engine answers and the image is there or can be made,
/// otherwise bubblewrap; never none. What was decided stays until this service ends, whatever fails later.
/// </summary>
internal sealed partial class AutoProvider(
    DockerProvider docker, BubblewrapProvider bubblewrap, ContainerEngine engine, SandboxImages images, IHostApplicationLifetime lifetime, ILogger<AutoProvider> log)
    : ISandboxProvider
{
    private readonly Lock gate = new();
    private Task<Choice>? deciding;

    public string Name => deciding is { IsCompletedSuccessfully: true } decided ? decided.GetAwaiter().GetResult().Provider.Name : "auto";

    public bool ServicesSurvive => deciding is { IsCompletedSuccessfully: true } decided && decided.GetAwaiter().GetResult().Provider.ServicesSurvive;

    public ISandbox Get(Guid projectId) => new Sandbox(this, projectId);

    public async Task<SandboxHealth> CheckAsync(CancellationToken cancellationToken)
    {
        var decision = DecideAsync();
        if (!decision.IsCompleted && images.Usual.IsRunning)
            return await docker.CheckAsync(cancellationToken) with { Choice = "A container engine answers; its image is being prepared." };
        var (provider, reason) = await decision.WaitAsync(cancellationToken);
        return await provider.CheckAsync(cancellationToken) with { Choice = reason };
    }

    public async Task RemoveAsync(Guid projectId, CancellationToken cancellationToken) =>
        await (await DecideAsync().WaitAsync(cancellationToken)).Provider.RemoveAsync(projectId, cancellationToken);

    private Task<Choice> DecideAsync()
    {
        lock (gate)
            return deciding is null or { IsFaulted: true } or { IsCanceled: true } ? deciding = ChooseAsync(lifetime.ApplicationStopping) : deciding;
    }

    private async Task<Choice> ChooseAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        var problem = await engine.ProblemAsync(cancellationToken) ?? await images.Usual.EnsureAsync(cancellationToken);
        var choice = problem is null
            ? new Choice(docker, $"Docker was chosen: an engine answers at {engine.Address}.")
            : new Choice(bubblewrap, $"bubblewrap was chosen. {problem}");
        LogChosen(log, choice.Reason);
        return choice;
    }

    private sealed record Choice(ISandboxProvider Provider, string Reason);

    /// <summary>Waits for the decision, however long an image takes.</summary>
    private sealed class Sandbox(AutoProvider owner, Guid projectId) : ISandbox
    {
        public async Task<PipeStart> OpenPipeAsync(PipeRequest request, CancellationToken cancellationToken) =>
            await (await ChosenAsync(cancellationToken)).OpenPipeAsync(request, cancellationToken);

        public async Task<ExecResult> ExecuteAsync(
            ExecRequest request, Func<string, CancellationToken, ValueTask>? onOutput, CancellationToken cancellationToken) =>
            await (await ChosenAsync(cancellationToken)).ExecuteAsync(request, onOutput, cancellationToken);

        public async Task<ServiceStart> StartServiceAsync(ServiceRequest request, CancellationToken cancellationToken) =>
            await (await ChosenAsync(cancellationToken)).StartServiceAsync(request, cancellationToken);

        public async Task<ISandboxService?> AdoptServiceAsync(CancellationToken cancellationToken) =>
            await (await ChosenAsync(cancellationToken)).AdoptServiceAsync(cancellationToken);

        public async Task<TerminalStart> OpenTerminalAsync(TerminalRequest request, CancellationToken cancellationToken) =>
            await (await ChosenAsync(cancellationToken)).OpenTerminalAsync(request, cancellationToken);

        private async Task<ISandbox> ChosenAsync(CancellationToken cancellationToken) =>
            (await owner.DecideAsync().WaitAsync(cancellationToken)).Provider.Get(projectId);
    }

    [LoggerMessage(LogLevel.Information, "Sandboxes: {Reason}")]
    private static partial void LogChosen(ILogger logger, string reason);
}
