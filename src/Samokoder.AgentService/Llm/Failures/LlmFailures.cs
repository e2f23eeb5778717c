using System.ClientModel;
using System.Text.Json;
using Anthropic.Exceptions;
using Samokoder.Contracts;
using Samokoder.ServiceDefaults.Outbound;

namespace Samokoder.AgentService.Llm.Failures;

/// <summary>Sorts what a provider's client throws into failures that a user can act on. No text of a provider gets into them.</summary>
internal static class LlmFailures
{
    /// <param name="provider">As people write it.</param>
    public static LlmFailure Classify(Exception exception, string provider) => exception switch
    {
        LlmException typed => typed.Failure,
        ProviderRefusedException refused => OfRefusal(refused.Reason, provider, refused.RetryAfter),
        AnthropicSseException stream => OfRefusal(RefusalReasons.OfStream(stream.Message), provider, null),
        EndpointRefusedException => new(
            ErrorCodes.LlmUnreachable,
            $"The base address of {provider} names a private machine, which this installation does not allow. Its operator can set Llm__AllowPrivateEndpoints=true.",
            Retryable: false),
        TimeoutException => Cut(provider),
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } or HttpIOException => Cut(provider),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => Protocol(provider),
        { InnerException: { } inner } when IsWrapper(exception) => Classify(inner, provider),
        HttpRequestException { InnerException: EndpointRefusedException refusedAddress } => Classify(refusedAddress, provider),
        HttpRequestException => new(
            ErrorCodes.LlmUnreachable, $"{provider} cannot be reached. Check the base address of the key and that the server runs.", Retryable: true),
        IOException => Cut(provider),
        JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException or AnthropicException
            or ClientResultException => Protocol(provider),
        _ => new(ErrorCodes.LlmProtocol, $"The call to {provider} failed in an unexpected way. Try again, or choose another model.", Retryable: false),
    };

    /// <summary>The provider said that this model cannot be given tools.</summary>
    public static bool IsToolsUnsupported(Exception exception) =>
        exception is ProviderRefusedException { Reason: RefusalReason.ToolsUnsupported } || (exception.InnerException is { } inner && IsToolsUnsupported(inner));

    /// <summary>The stream ended or fell silent in the middle of an answer.</summary>
    public static LlmFailure Cut(string provider) => new(
        ErrorCodes.LlmOverloaded, $"{provider} stopped in the middle of its answer. Try again, or choose another model.", Retryable: true);

    public static LlmFailure Refused(string provider) => new(
        ErrorCodes.LlmRefused, $"{provider} refused to answer by its content rules. Say it in other words.", Retryable: false);

    public static LlmFailure KeyMissing(string provider) => new(
        ErrorCodes.KeyMissing, $"There is no key for {provider}. Enter one in the settings, under Keys, or choose the demo model.", Retryable: false);

    public static LlmFailure KeyUnreadable(string provider) => new(
        ErrorCodes.KeyMissing, $"The stored key for {provider} cannot be read any more. Enter it again in the settings, under Keys.", Retryable: false);

    public static LlmFailure ModelUnknown(string modelId) => new(
        ErrorCodes.ModelUnknown, $"The model {modelId} is not known here. Choose another one.", Retryable: false);

    private static LlmFailure Protocol(string provider) => new(
        ErrorCodes.LlmProtocol,
        $"{provider} sent an answer that is not of its chat protocol. Check the base address of the key: for OpenAI's protocol it usually ends in /v1.",
        Retryable: true);

    private static LlmFailure OfRefusal(RefusalReason reason, string provider, TimeSpan? retryAfter) => reason switch
    {
        RefusalReason.BadKey => new(
            ErrorCodes.LlmBadKey, $"{provider} refused the key. Enter a valid one in the settings, under Keys.", Retryable: false),
        RefusalReason.Quota => new(
            ErrorCodes.LlmQuota, $"The account at {provider} has no credit left. Top it up there, or choose another model.", Retryable: false),
        RefusalReason.RateLimited => new(
            ErrorCodes.LlmRateLimited, $"{provider} allows no more calls at the moment. Wait a little, or choose another model.", Retryable: true, retryAfter),
        RefusalReason.ModelNotFound => new(
            ErrorCodes.LlmModelNotFound, $"{provider} does not know this model. Choose another one.", Retryable: false),
        RefusalReason.ContextTooLong => new(
            ErrorCodes.LlmContextTooLong, $"The conversation is longer than this model of {provider} can read. Choose a model with a larger context.", Retryable: false),
        RefusalReason.Content => Refused(provider),
        RefusalReason.ToolsUnsupported => new(
            ErrorCodes.LlmProtocol, $"This model of {provider} cannot use tools, which the agents need. Choose another model.", Retryable: false),
        RefusalReason.Overloaded => new(
            ErrorCodes.LlmOverloaded, $"{provider} has a fault or is overloaded. Try again in a while, or choose another model.", Retryable: true, retryAfter),
        _ => new(
            ErrorCodes.LlmProtocol, $"{provider} refused the request. Choose another model, or check the key's base address.", Retryable: false),
    };

    /// <summary>Exceptions that clients put around the one that says what happened.</summary>
    private static bool IsWrapper(Exception exception) =>
        exception is ClientResultException { Status: 0 } or AggregateException or AnthropicException or TaskCanceledException;
}
