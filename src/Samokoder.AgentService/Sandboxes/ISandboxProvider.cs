namespace Samokoder.AgentService.Sandboxes;

/// <summary>
/// Where generated code runs. One provider is chosen when the service starts; one that is not usable answers every call with
/// a typed failure and is never replaced by a weaker one.
/// </summary>
internal interface ISandboxProvider
{
    /// <summary>The value of <c>Sandbox:Provider</c> that chooses it.</summary>
    string Name { get; }

    /// <summary>Whether services go on when this process ends, so that the next one can take them over.</summary>
    bool ServicesSurvive => false;

    /// <summary>Proves by running a command that sandboxes start here. Remembered for a few seconds.</summary>
    Task<SandboxHealth> CheckAsync(CancellationToken cancellationToken);

    /// <summary>The sandbox of one project. Cheap; nothing is started before the first command or service.</summary>
    ISandbox Get(Guid projectId);

    /// <summary>Ends whatever of the project still runs and removes what the provider keeps for it. The workspace stays.</summary>
    Task RemoveAsync(Guid projectId, CancellationToken cancellationToken);
}

/// <summary>One project's isolated place: its workspace is at <see cref="WorkspacePath"/>, nothing else of it survives a command.</summary>
internal interface ISandbox
{
    /// <summary>The workspace as the code inside sees it.</summary>
    const string WorkspacePath = "/workspace";

    /// <summary>
    /// Runs one command and waits for its end. Whatever the command started dies with it. Returns a typed result for everything
    /// that the command or the sandbox can do wrong.
    /// </summary>
    /// <param name="onOutput">Called in order with each piece of output as it comes, whole characters only; slow calls slow the command.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; the command and its children are dead.</exception>
    Task<ExecResult> ExecuteAsync(
        ExecRequest request, Func<string, CancellationToken, ValueTask>? onOutput, CancellationToken cancellationToken);

    /// <summary>Starts a process that listens on a port inside and stays until it exits or is stopped.</summary>
    Task<ServiceStart> StartServiceAsync(ServiceRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Takes over a service that an earlier process of ours started and that still runs. Null where there is none, where this process has it already, and
    /// where services end with the process that started them.
    /// </summary>
    Task<ISandboxService?> AdoptServiceAsync(CancellationToken cancellationToken) => Task.FromResult<ISandboxService?>(null);

    /// <summary>Starts a shell on a terminal of its own for a person.</summary>
    Task<TerminalStart> OpenTerminalAsync(TerminalRequest request, CancellationToken cancellationToken);

    /// <summary>Starts a program that is spoken to through its standard input and output.</summary>
    Task<PipeStart> OpenPipeAsync(PipeRequest request, CancellationToken cancellationToken);
}

/// <param name="Isolated">False only for the <c>process</c> provider; the user interface says so.</param>
/// <param name="Problem">What is missing and what to install or change. Null when healthy.</param>
/// <param name="Limits">Which limits hold here, for the health page.</param>
/// <param name="Choice">Why this provider was chosen, where it was chosen by us.</param>
internal sealed record SandboxHealth(string Provider, bool Healthy, bool Isolated, string? Problem, string? Limits = null, string? Choice = null);
