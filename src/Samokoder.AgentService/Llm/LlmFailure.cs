namespace Samokoder.AgentService.Llm;

/// <summary>Why a model call did not work.</summary>
/// <param name="Code">One of <see cref="Contracts.ErrorCodes"/> that begin with llm.</param>
/// <param name="Detail">A sentence for the user: what happened and what to do. Never holds a key or a prompt.</param>
/// <param name="Retryable">The same call may work a moment later.</param>
/// <param name="RetryAfter">What the provider asked to wait.</param>
internal sealed record LlmFailure(string Code, string Detail, bool Retryable, TimeSpan? RetryAfter = null);

/// <summary>Carries a typed failure through the stream of a model.</summary>
internal sealed class LlmException(LlmFailure failure, Exception? inner = null) : Exception(failure.Detail, inner)
{
    public LlmFailure Failure { get; } = failure;
}
