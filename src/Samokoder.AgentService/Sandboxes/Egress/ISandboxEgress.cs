using Samokoder.AgentService.Sandboxes.Bubblewrap;
using Samokoder.Contracts.Sandboxes;

namespace Samokoder.AgentService.Sandboxes.Egress;

/// <summary>The only ways out of a sandbox: the proxy, and the app's own database.</summary>
internal interface ISandboxEgress
{
    EgressMode Mode { get; }

    /// <summary>The gate of one project, opened when first asked for; null when the policy is <c>closed</c> and its app has no database.</summary>
    ValueTask<EgressGate?> OpenAsync(Guid projectId, CancellationToken cancellationToken);

    /// <summary>The newest attempts to reach something, oldest first.</summary>
    IReadOnlyList<EgressAttempt> Log(Guid projectId);

    /// <summary>Closes the gate of a project that is gone and forgets its log.</summary>
    ValueTask RemoveAsync(Guid projectId);
}

/// <param name="Folder">Host folder that holds the sockets and nothing else.</param>
/// <param name="Ports">Ports of the sandbox's loopback, and the sockets that they lead to.</param>
/// <param name="Environment">What tells programs inside to use the proxy and the database.</param>
internal sealed record EgressGate(string Folder, IReadOnlyList<EgressPort> Ports, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>What the supervisor is told, when it sees <see cref="Folder"/> at <paramref name="mount"/>.</summary>
    public IEnumerable<string> OptionsAt(string mount) => Ports.SelectMany(p => Supervisor.Port(p.Port, $"{mount}/{p.SocketName}"));
}

internal sealed record EgressPort(int Port, string SocketName)
{
    /// <summary>Where the proxy is on the sandbox's loopback.</summary>
    public const int Proxy = 3128;
}

/// <param name="Refusal">Why it was refused; null when it was let through.</param>
/// <param name="Kind">The same as a kind.</param>
internal sealed record EgressAttempt(DateTimeOffset At, string Host, int Port, string? Refusal, EgressRefusal? Kind = null);
