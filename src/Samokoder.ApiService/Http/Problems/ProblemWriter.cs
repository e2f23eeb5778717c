using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Samokoder.Contracts;

namespace Samokoder.ApiService.Http.Problems;

/// <summary>
/// Writes problems whatever the client accepts: a client that asked for an event stream can still read why it does not get one.
/// </summary>
internal static class ProblemWriter
{
    public const string MediaType = "application/problem+json";

    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        if (problem.RetryAfter is { } delay)
            context.Response.Headers.RetryAfter = Math.Ceiling(delay.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return WriteAsync(context, problem.StatusCode ?? 500, problem.Code, problem.Detail, problem.Errors, problem.Reason);
    }

    public static Task WriteAsync(
        HttpContext context, int status, string code, string detail, IReadOnlyDictionary<string, string[]>? errors = null, string? reason = null)
    {
        RefusalLog.Write(context, status, code);
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        var problem = new ApiProblem(
            $"urn:samokoder:problem:{code}", ReasonPhrases.GetReasonPhrase(status), status, detail, code,
            Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier, errors, reason);
        return context.Response.WriteAsJsonAsync(problem, Options, MediaType, context.RequestAborted);
    }

    private static JsonSerializerOptions Options => ContractJson.Options;
}
