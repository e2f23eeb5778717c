namespace Samokoder.Web.Security;

/// <summary>
/// Refuses requests that another site's page makes with this site's cookies: unsafe methods, and WebSockets, which no same-origin policy
/// protects. A request without an Origin header is no browser's cross-site request.
/// </summary>
internal sealed class ForeignOriginMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!Matters(context) || IsOwn(context.Request))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsJsonAsync(
            new { type = "about:blank", title = "Forbidden", status = 403, code = Contracts.ErrorCodes.ForeignOrigin, detail = "This request comes from another site." },
            options: null, "application/problem+json", context.RequestAborted);
    }

    private static bool Matters(HttpContext context) =>
        context.WebSockets.IsWebSocketRequest
        || context.Request.Headers.ContainsKey("Sec-WebSocket-Key")
        || context.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase)
        || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method));

    private static bool IsOwn(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
