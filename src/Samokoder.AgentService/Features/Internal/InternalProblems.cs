using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts;

namespace Samokoder.AgentService.Features.Internal;

/// <summary>Typed failures as problem details with stable codes.</summary>
internal static class InternalProblems
{
    public static ProblemHttpResult Of<T>(FileResult<T> failure) => Of(failure.Error, failure.Problem ?? "");

    public static ProblemHttpResult NotFound(string detail) => Problem(StatusCodes.Status404NotFound, ErrorCodes.NotFound, detail);

    private static ProblemHttpResult Of(FileError error, string detail) => error switch
    {
        FileError.NotFound => NotFound(detail),
        FileError.OutsideWorkspace => Problem(StatusCodes.Status400BadRequest, ErrorCodes.PathOutsideWorkspace, detail),
        FileError.InvalidPath => Problem(StatusCodes.Status400BadRequest, ErrorCodes.PathInvalid, detail),
        FileError.TooLarge => Problem(StatusCodes.Status413PayloadTooLarge, ErrorCodes.FileTooLarge, detail),
        FileError.Binary => Problem(StatusCodes.Status415UnsupportedMediaType, ErrorCodes.FileBinary, detail),
        FileError.IsDirectory or FileError.AlreadyExists => Problem(StatusCodes.Status409Conflict, ErrorCodes.Conflict, detail),
        FileError.Changed => Problem(StatusCodes.Status412PreconditionFailed, ErrorCodes.PreconditionFailed, detail),
        _ => Problem(StatusCodes.Status503ServiceUnavailable, ErrorCodes.Unavailable, detail),
    };

    private static ProblemHttpResult Problem(int status, string code, string detail) => TypedResults.Problem(
        detail, statusCode: status, extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code });
}
