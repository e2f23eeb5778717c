namespace Samokoder.Contracts.Sandboxes;

/// <summary>One attempt of code in a project's sandbox to reach something outside.</summary>
/// <param name="Host">As the code named it; empty when it sent no request that the proxy understands.</param>
/// <param name="Allowed">Whether it was let through.</param>
/// <param name="Reason">Why it was not, in a sentence; null when it was.</param>
public sealed record EgressEntry(DateTimeOffset At, string Host, int Port, bool Allowed, string? Reason);
