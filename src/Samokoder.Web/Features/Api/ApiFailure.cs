using System.Text.Json.Serialization;

namespace Samokoder.Web.Features.Api;

/// <summary>Why a call to the API did not succeed: its problem details, or that it could not be reached.</summary>
/// <param name="Status">HTTP status; 0 when there was no answer.</param>
/// <param name="Errors">Per field, for <c>validation-failed</c>.</param>
/// <param name="Reason">What an administrator gave as the reason, in their own words.</param>
public sealed record ApiFailure(
    int Status, string? Code, string? Detail,
    [property: JsonPropertyName("errors")] IReadOnlyDictionary<string, string[]>? Errors = null, string? TraceId = null, string? Reason = null)
{
    public const string UnreachableCode = "api-unreachable";

    public static ApiFailure Unreachable { get; } = new(0, UnreachableCode, null);

    /// <summary>It may work when it is simply tried again.</summary>
    public bool IsTransient => Status is 0 or 502 or 503 or 504;

    /// <summary>The first message for a field, whatever case the API writes its name in.</summary>
    public string? For(string field) =>
        Errors?.FirstOrDefault(e => e.Key.Equals(field, StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault();
}
