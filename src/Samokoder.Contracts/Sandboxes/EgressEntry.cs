namespace Samokoder.Contracts.Sandboxes;

/// <summary>What code in sandboxes may reach outside them.</summary>
public enum EgressMode
{
    /// <summary>The npm registry and the hosts that whoever runs the server has allowed.</summary>
    AllowList,

    /// <summary>Every public address.</summary>
    Open,

    /// <summary>Nothing.</summary>
    Closed,
}

/// <summary>Why an attempt was refused.</summary>
public enum EgressRefusal
{
    /// <summary>It was no request for an encrypted connection.</summary>
    NotHttps,

    /// <summary>The host is not on the list.</summary>
    NotAllowed,

    /// <summary>The host has only addresses inside private networks.</summary>
    PrivateNetwork,

    /// <summary>It was allowed, and the host was not found or did not answer.</summary>
    Unreachable,
}

/// <summary>One attempt of code in a project's sandbox to reach something outside.</summary>
/// <param name="Host">As the code named it; empty when it sent no request that the proxy understands.</param>
/// <param name="Allowed">Whether it was let through.</param>
/// <param name="Reason">Why it was not, in a sentence; null when it was.</param>
/// <param name="Refusal">Why it was not, as a kind; null when it was.</param>
public sealed record EgressEntry(DateTimeOffset At, string Host, int Port, bool Allowed, string? Reason, EgressRefusal? Refusal = null);

/// <param name="Items">Newest first; the last two hundred attempts since the project's sandbox was first used after a start of the service.</param>
public sealed record EgressLog(EgressMode Mode, IReadOnlyList<EgressEntry> Items);
