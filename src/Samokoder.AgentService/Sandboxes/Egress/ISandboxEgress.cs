using Samokoder.Contracts.Sandboxes;

namespace Samokoder.AgentService.Sandboxes.Egress;

/// <summary>The only way out of a sandbox.</summary>
internal interface ISandboxEgress
{
    EgressMode Mode { get; }

    /// <summary>The gate of one project, opened when first asked for; null when the policy is <c>closed</c>.</summary>
    ValueTask<EgressGate?> OpenAsync(Guid projectId, CancellationToken cancellationToken);

    /// <summary>The newest attempts to reach something, oldest first.</summary>
    IReadOnlyList<EgressAttempt> Log(Guid projectId);

    /// <summary>Closes the gate of a project that is gone and forgets its log.</summary>
    ValueTask RemoveAsync(Guid projectId);
}

/// <param name="Folder">Host folder that holds the socket and nothing else.</param>
/// <param name="Environment">What tells programs inside to use the proxy.</param>
internal sealed record EgressGate(string Folder, string SocketName, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Where the proxy is on the sandbox's loopback.</summary>
    public const int Port = 3128;
}

/// <param name="Refusal">Why it was refused; null when it was let through.</param>
/// <param name="Kind">The same as a kind.</param>
internal sealed record EgressAttempt(DateTimeOffset At, string Host, int Port, string? Refusal, EgressRefusal? Kind = null);
