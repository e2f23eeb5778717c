namespace Samokoder.AgentService.Llm.Failures;

/// <summary>
/// A provider answered with an error. Holds what follows from its text and never the text itself, which may repeat the key or the prompt.
/// </summary>
internal sealed class ProviderRefusedException(int status, RefusalReason reason, TimeSpan? retryAfter)
    : HttpRequestException($"The provider answered with status {status} ({reason}).")
{
    public int Status { get; } = status;

    public RefusalReason Reason { get; } = reason;

    /// <summary>What the provider asked to wait.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
