using System.Net.Http.Headers;
using System.Text.Json;
using Samokoder.Contracts;

namespace Samokoder.Web.Features.Api;

/// <summary>Sends one request and turns every answer into a value or an <see cref="ApiFailure"/>; never throws for a network failure.</summary>
public sealed class ApiTransport(ApiConnection connection, ApiAddress address, TimeProvider time)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    private readonly HttpClient _client = new(connection.Handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>The whole answer must arrive within 30 s.</summary>
    public async Task<ApiResult<T>> SendAsync<T>(
        HttpRequestMessage request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var response = await SendAsync(request, both.Token);
            return response.IsSuccessStatusCode ? await read(response, both.Token) : await FailureAsync(response, both.Token);
        }
        catch (Exception e) when (IsNetworkFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            return ApiFailure.Unreachable;
        }
    }

    /// <summary>Answers as soon as the headers are there; the caller reads the stream and handles its failures.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var root = await address.FindAsync(cancellationToken);
        request.RequestUri = new Uri(root, request.RequestUri!);
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(Localization.Texts.Language));
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public static bool IsNetworkFailure(Exception e) =>
        e is HttpRequestException or IOException or OperationCanceledException or JsonException or InvalidOperationException;

    public static async Task<ApiFailure> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
            return new(status, CodeOf(status), null);
        var problem = await response.Content.ReadAsStreamAsync(cancellationToken);
        var failure = await JsonSerializer.DeserializeAsync<ApiFailure>(problem, ContractJson.Options, cancellationToken);
        return FailureOf(status, failure);
    }

    /// <summary>What an answer of this status means with the problem details that it had, if any.</summary>
    public static ApiFailure FailureOf(int status, ApiFailure? problem) =>
        problem is null ? new(status, CodeOf(status), null) : problem with { Status = status, Code = problem.Code ?? CodeOf(status) };

    private static string? CodeOf(int status) => status switch
    {
        401 => ErrorCodes.Unauthenticated,
        404 => ErrorCodes.NotFound,
        413 => ErrorCodes.BodyTooLarge,
        429 => ErrorCodes.RateLimited,
        502 or 503 or 504 => ErrorCodes.Unavailable,
        _ => null,
    };
}
