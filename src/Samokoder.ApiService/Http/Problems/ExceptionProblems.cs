using Microsoft.AspNetCore.Diagnostics;
using Samokoder.Contracts;

namespace Samokoder.ApiService.Http.Problems;

/// <summary>Turns what was thrown into a problem. Details of our own failures go to the log, never to the client.</summary>
internal sealed partial class ExceptionProblems(ILogger<ExceptionProblems> logger) : IExceptionHandler
{
    private const int ClientClosedRequest = 499;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException or IOException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = ClientClosedRequest;
            return true;
        }

        await (exception switch
        {
            BadHttpRequestException bad => BadRequestProblems.WriteAsync(httpContext, bad),
            _ when StoreFailures.IsStoreAway(exception) => WriteUnavailableAsync(httpContext, exception),
            _ when StoreFailures.IsCollision(exception) => new StateConflict(
                ErrorCodes.Conflict, "Somebody changed the same thing in the same moment. Nothing was changed by this request; look again and repeat it.").ExecuteAsync(httpContext),
            _ => WriteInternalAsync(httpContext, exception),
        });
        return true;
    }

    private Task WriteUnavailableAsync(HttpContext context, Exception exception)
    {
        StoreAway(exception, context.Request.Method, Route(context));
        return ProblemWriter.WriteAsync(context, new Unavailable(
            ErrorCodes.Unavailable, "The database does not answer at the moment. Nothing was changed; try again in a few seconds.") { RetryAfter = RetryAfter });
    }

    private Task WriteInternalAsync(HttpContext context, Exception exception)
    {
        Unexpected(exception, context.Request.Method, Route(context));
        return StatusProblems.WriteAsync(context, StatusCodes.Status500InternalServerError);
    }

    private static string Route(HttpContext context) =>
        (context.Features.Get<IExceptionHandlerFeature>()?.Endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";

    [LoggerMessage(LogLevel.Warning, "A store was away during {Method} {Route}")]
    private partial void StoreAway(Exception exception, string method, string route);

    [LoggerMessage(LogLevel.Error, "Unexpected failure of {Method} {Route}")]
    private partial void Unexpected(Exception exception, string method, string route);
}
