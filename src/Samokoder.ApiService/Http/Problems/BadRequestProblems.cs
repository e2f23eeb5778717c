using System.Text.Json;
using System.Text.RegularExpressions;
using Samokoder.Contracts;

namespace Samokoder.ApiService.Http.Problems;

/// <summary>Says what is wrong with a request that could not be bound to its parameters, and where.</summary>
internal static partial class BadRequestProblems
{
    private const int LongestName = 100;

    public static Task WriteAsync(HttpContext context, BadHttpRequestException exception)
    {
        if (exception.StatusCode != StatusCodes.Status400BadRequest)
            return StatusProblems.WriteAsync(context, exception.StatusCode);
        return ProblemWriter.WriteAsync(context, Describe(exception));
    }

    private static InvalidRequest Describe(BadHttpRequestException exception) => exception.InnerException switch
    {
        JsonException { InnerException: JsonException } syntax => Malformed(syntax),
        JsonException json => WrongField(json),
        _ when ParameterPattern().Match(exception.Message) is { Success: true } match => Field(match.Groups["name"].Value, "The value has the wrong form."),
        _ => new(ErrorCodes.MalformedBody, "A JSON body is needed here, and it is missing or empty."),
    };

    private static InvalidRequest Malformed(JsonException syntax) => new(
        ErrorCodes.MalformedBody,
        $"The body is not valid JSON (line {(syntax.LineNumber ?? 0) + 1}, byte {(syntax.BytePositionInLine ?? 0) + 1} of it).");

    private static InvalidRequest WrongField(JsonException json)
    {
        var path = FieldOf(json.Path);
        if (path.Length == 0)
            return new(ErrorCodes.MalformedBody, "The body must be a JSON object with the fields that /docs lists for this route.");
        if (json.Message.Contains("could not be mapped", StringComparison.Ordinal))
            return Field(path, "This field is not known here.");
        return Field(path, json is UnstorableTextException ? json.Message : "The value has the wrong type.");
    }

    private static InvalidRequest Field(string name, string error) => new(ErrorCodes.ValidationFailed, $"{name}: {error}")
    {
        Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { [name] = [error] },
    };

    private static string FieldOf(string? path)
    {
        var name = (path ?? "").TrimStart('$').TrimStart('.');
        return name.Length <= LongestName ? name : $"{name[..LongestName]}…";
    }

    [GeneratedRegex("""parameter "\S+ (?<name>\w+)" """, RegexOptions.ExplicitCapture, 100)]
    private static partial Regex ParameterPattern();
}
