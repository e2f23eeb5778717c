using Microsoft.AspNetCore.Http.Metadata;

namespace Samokoder.ApiService.Http.Problems;

/// <summary>An expected failure as a result: RFC 9457 problem details with a stable code and a sentence for people.</summary>
internal abstract class Problem(int status, string code, string detail) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode { get; } = status;

    public string Code { get; } = code;

    public string Detail { get; } = detail;

    /// <summary>What is wrong, by field.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>What a person gave as the reason, in their own words.</summary>
    public string? Reason { get; init; }

    /// <summary>When trying again may help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public Task ExecuteAsync(HttpContext httpContext) => ProblemWriter.WriteAsync(httpContext, this);

    /// <summary>Says in the OpenAPI document that an endpoint may answer so.</summary>
    protected static void Describe(EndpointBuilder builder, int status) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ApiProblem), [ProblemWriter.MediaType]));
}
