using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;
using Samokoder.Contracts;

namespace Samokoder.ApiService.Http.Problems;

/// <summary>Gives a body to answers that only have a status: unknown routes, wrong methods, no sign-in, bodies over the limit.</summary>
internal static class StatusProblems
{
    public static Task WriteAsync(StatusCodeContext context) => WriteAsync(context.HttpContext, context.HttpContext.Response.StatusCode);

    public static Task WriteAsync(HttpContext context, int status)
    {
        var (code, detail) = Describe(context, status);
        return ProblemWriter.WriteAsync(context, status, code, detail);
    }

    private static (string Code, string Detail) Describe(HttpContext context, int status) => status switch
    {
        400 => (ErrorCodes.MalformedBody, "The request cannot be read. Compare it with the reference at /docs."),
        401 => (ErrorCodes.Unauthenticated, "Nobody is signed in, or the sign-in has expired. Sign in and try again."),
        403 => (ErrorCodes.Forbidden, "This account may not do that."),
        404 => (ErrorCodes.NotFound, "There is nothing at this address. The reference at /docs lists every route."),
        405 => (ErrorCodes.MethodNotAllowed, $"{Shown(context.Request.Method)} is not possible here. The Allow header lists what is."),
        408 => (ErrorCodes.RequestTimeout, "The request did not arrive in time. Try again."),
        413 => (ErrorCodes.BodyTooLarge, $"The body is larger than {Limit(context)} allowed here."),
        415 => (ErrorCodes.UnsupportedMediaType, "The body must be JSON, with the header Content-Type: application/json."),
        429 => (ErrorCodes.RateLimited, "Too many requests. Wait a minute and try again."),
        503 => (ErrorCodes.Unavailable, "A part of the system does not answer at the moment. Try again in a few seconds."),
        >= 500 => (ErrorCodes.Internal, "Something went wrong on our side. It has been logged; try again, and quote the trace id if it stays."),
        _ => (ErrorCodes.ValidationFailed, "The request cannot be handled as it is."),
    };

    private static string Limit(HttpContext context)
    {
        var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        return endpoint?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize is { } bytes
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the {bytes:N0} bytes")
            : "is";
    }

    private static string Shown(string method) => method.Length <= 16 ? method : "This method";
}
