using Samokoder.Contracts;

namespace Samokoder.AgentService.Llm;

/// <summary>Why a model call did not work.</summary>
/// <param name="Code">One of <see cref="ErrorCodes"/> that begin with llm.</param>
/// <param name="Detail">A sentence for the user: what happened and what to do. Never holds a key or a prompt.</param>
/// <param name="Retryable">The same call may work a moment later.</param>
/// <param name="RetryAfter">What the provider asked to wait.</param>
internal sealed record LlmFailure(string Code, string Detail, bool Retryable, TimeSpan? RetryAfter = null)
{
    /// <summary>The fault lies with the model, its provider or the key for it, so another model may do what this one could not.</summary>
    public bool OtherModelMayHelp => Code is ErrorCodes.LlmBadKey or ErrorCodes.LlmQuota or ErrorCodes.LlmRateLimited or ErrorCodes.LlmOverloaded
        or ErrorCodes.LlmUnreachable or ErrorCodes.LlmProtocol or ErrorCodes.LlmModelNotFound or ErrorCodes.KeyMissing or ErrorCodes.ModelUnknown;
}

/// <summary>Carries a typed failure. It holds no exception of a provider's client, whose text may repeat the key or the prompt.</summary>
internal sealed class LlmException(LlmFailure failure) : Exception(failure.Detail)
{
    public LlmFailure Failure { get; } = failure;
}
