using System.ClientModel;
using System.Net;
using System.Text.Json;
using Samokoder.Contracts;
using Samokoder.ServiceDefaults.Outbound;

namespace Samokoder.AgentService.Llm;

/// <summary>Sorts what a provider's client throws into failures that a user can act on.</summary>
internal static class LlmFailures
{
    public static LlmFailure Classify(Exception exception, string provider) => exception switch
    {
        LlmException typed => typed.Failure,
        ClientResultException { Status: 0, InnerException: { } inner } => Classify(inner, provider),
        AggregateException { InnerException: { } inner } => Classify(inner, provider),
        ClientResultException refused => OfStatus(refused, provider),
        TimeoutException => Cut(provider),
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => Cut(provider),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => Protocol(provider),
        HttpRequestException { InnerException: EndpointRefusedException } or EndpointRefusedException => new(
            ErrorCodes.LlmUnreachable,
            $"The base address of {provider} names a private machine, which this installation does not allow. Its operator can set Llm__AllowPrivateEndpoints=true.",
            Retryable: false),
        HttpRequestException => new(
            ErrorCodes.LlmUnreachable, $"{provider} cannot be reached. Check the base address of the key and that the server runs.", Retryable: true),
        IOException => Cut(provider),
        JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException => Protocol(provider),
        _ => new(ErrorCodes.LlmProtocol, $"The call to {provider} failed in an unexpected way. Try again, or choose another model.", Retryable: false),
    };

    /// <summary>The stream ended or fell silent in the middle of an answer.</summary>
    public static LlmFailure Cut(string provider) => new(
        ErrorCodes.LlmOverloaded, $"{provider} stopped in the middle of its answer. Try again, or choose another model.", Retryable: true);

    public static LlmFailure Protocol(string provider) => new(
        ErrorCodes.LlmProtocol,
        $"{provider} sent an answer that is not of the OpenAI chat protocol. Check the base address of the key: it usually ends in /v1.",
        Retryable: true);

    private static LlmFailure OfStatus(ClientResultException refused, string provider) => (HttpStatusCode)refused.Status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new(
            ErrorCodes.LlmBadKey, $"{provider} refused the key. Enter a valid one in the settings, under Keys.", Retryable: false),
        HttpStatusCode.PaymentRequired => Quota(provider),
        HttpStatusCode.NotFound => new(
            ErrorCodes.LlmModelNotFound, $"{provider} does not know this model. Choose another one.", Retryable: false),
        HttpStatusCode.TooManyRequests when Mentions(refused, "insufficient_quota") => Quota(provider),
        HttpStatusCode.TooManyRequests => new(
            ErrorCodes.LlmRateLimited, $"{provider} allows no more calls at the moment. Wait a little, or choose another model.",
            Retryable: true, RetryAfterOf(refused)),
        HttpStatusCode.RequestEntityTooLarge => ContextTooLong(provider),
        HttpStatusCode.BadRequest when Mentions(refused, "context_length") || Mentions(refused, "maximum context") => ContextTooLong(provider),
        HttpStatusCode.BadRequest when Mentions(refused, "content_policy") || Mentions(refused, "content_filter") => new(
            ErrorCodes.LlmRefused, $"{provider} refused the request by its content rules. Say it in other words.", Retryable: false),
        HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => new(
            ErrorCodes.LlmOverloaded, $"{provider} has a fault or is overloaded (status {refused.Status}). Try again in a while, or choose another model.",
            Retryable: true, RetryAfterOf(refused)),
        < HttpStatusCode.Continue => Protocol(provider),
        _ => new(
            ErrorCodes.LlmProtocol, $"{provider} refused the request (status {refused.Status}). Choose another model, or check the key's base address.",
            Retryable: false),
    };

    private static LlmFailure Quota(string provider) => new(
        ErrorCodes.LlmQuota, $"The account at {provider} has no credit left. Top it up there, or choose another model.", Retryable: false);

    private static LlmFailure ContextTooLong(string provider) => new(
        ErrorCodes.LlmContextTooLong, $"The conversation is longer than this model of {provider} can read. Choose a model with a larger context.",
        Retryable: false);

    private static bool Mentions(ClientResultException refused, string text) => refused.Message.Contains(text, StringComparison.OrdinalIgnoreCase);

    private static TimeSpan? RetryAfterOf(ClientResultException refused)
    {
        if (refused.GetRawResponse()?.Headers.TryGetValue("retry-after", out var text) != true) return null;
        return double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 86_400
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }
}
