using System.Net;
using System.Text.Json;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;

namespace Samokoder.ApiService.Features.Files;

/// <summary>
/// Hands on what AgentService answers: success with its body as it streams in, refusals as problems of ours, its own troubles as
/// "unavailable".
/// </summary>
internal sealed class AgentResult(Func<CancellationToken, Task<HttpResponseMessage>> send) : IResult
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private static readonly string[] HandedOn = ["ETag", "Last-Modified", "Content-Range", "Accept-Ranges", "Content-Length", "Content-Type"];

    public static Unavailable Away => new(
        ErrorCodes.Unavailable, "The part that keeps the files of projects does not answer at the moment. Try again in a few seconds.") { RetryAfter = RetryAfter };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var answer = await TrySendAsync(httpContext.RequestAborted);
        if (answer is null || (int)answer.StatusCode >= 500 || answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            await Away.ExecuteAsync(httpContext);
        else if ((int)answer.StatusCode >= 400)
            await RefuseAsync(httpContext, answer);
        else
            await HandOnAsync(httpContext, answer);
    }

    private async Task<HttpResponseMessage?> TrySendAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await send(cancellationToken);
        }
        catch (Exception exception) when (Refusal(exception) is { } refusal)
        {
            throw new BadHttpRequestException(refusal.Message, refusal.StatusCode, refusal);
        }
        catch (HttpRequestException)
        {
            return null; // the HTTP client's telemetry has the failure
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Not the agent failed but the client, whose body could not be read to its end: too large, or cut off.</summary>
    private static BadHttpRequestException? Refusal(Exception? exception) =>
        exception is null ? null : exception as BadHttpRequestException ?? Refusal(exception.InnerException);

    /// <summary>Its words are for people and its codes are ours; the rest of its problem is not for the outside.</summary>
    private static async Task RefuseAsync(HttpContext context, HttpResponseMessage answer)
    {
        var problem = await ReadProblemAsync(answer, context.RequestAborted);
        await (problem is { Code: { Length: > 0 } code, Detail: { Length: > 0 } detail }
            ? ProblemWriter.WriteAsync(context, (int)answer.StatusCode, code, detail)
            : StatusProblems.WriteAsync(context, (int)answer.StatusCode));
    }

    private static async Task<AgentProblem?> ReadProblemAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.Content.ReadFromJsonAsync<AgentProblem>(ContractJson.Options, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task HandOnAsync(HttpContext context, HttpResponseMessage answer)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var name in HandedOn)
        {
            if (answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values))
                context.Response.Headers[name] = values.ToArray();
        }

        if (answer.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified))
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private sealed record AgentProblem(string? Code, string? Detail);
}
