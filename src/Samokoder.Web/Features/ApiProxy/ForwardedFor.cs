namespace Samokoder.Web.Features.ApiProxy;

/// <summary>
/// <c>X-Forwarded-*</c> of requests that this process makes for a browser. The values are those that this process sees, replacing
/// whatever the browser claimed; a load balancer before us is honoured by the forwarded-headers middleware, not here.
/// </summary>
internal static class ForwardedFor
{
    public static void Write(HttpRequestMessage request, HttpContext context)
    {
        Set(request, "X-Forwarded-For", context.Connection.RemoteIpAddress?.ToString());
        Set(request, "X-Forwarded-Host", context.Request.Host.Value);
        Set(request, "X-Forwarded-Proto", context.Request.Scheme);
        Set(request, "X-Forwarded-Prefix", "/api");
        request.Headers.Host = null;
    }

    private static void Set(HttpRequestMessage request, string name, string? value)
    {
        request.Headers.Remove(name);
        if (!string.IsNullOrEmpty(value))
            request.Headers.TryAddWithoutValidation(name, value);
    }
}
