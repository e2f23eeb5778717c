using System.Text.Json.Serialization;

namespace Samokoder.ApiService.Http.Problems;

/// <summary>Every failure of this API, as <c>application/problem+json</c> (RFC 9457).</summary>
/// <param name="Type">A URN that ends in the code.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Detail">What happened and what to do, for people.</param>
/// <param name="Code">Stable, kebab-case: what clients branch on.</param>
/// <param name="TraceId">Finds this request in logs and traces.</param>
/// <param name="Errors">What is wrong, by field.</param>
/// <param name="Reason">What an administrator gave as the reason, in their own words.</param>
internal sealed record ApiProblem(
    string Type, string Title, int Status, string Detail, string Code, string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null);
