namespace Samokoder.Web.Security;

/// <summary>No inline script at all; frames only for previews; this site in nobody's frame. What the API answers keeps its own policy.</summary>
internal sealed class SecurityHeadersMiddleware(RequestDelegate next, IConfiguration configuration)
{
    private readonly string _policy = Policy(PreviewSource(configuration));

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.ContentSecurityPolicy = _policy;
        context.Response.OnStarting(static state => ForgetPages((HttpContext)state), context);
        return next(context);
    }

    /// <summary>A page of somebody who is signed in stays in no cache of the browser.</summary>
    private static Task ForgetPages(HttpContext context)
    {
        var isPage = context.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true;
        if (isPage && context.User.Identity?.IsAuthenticated == true)
            context.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    /// <summary>Every preview has an origin of its own below <c>Preview:Domain</c>; without a port in the settings any port is allowed.</summary>
    internal static string PreviewSource(IConfiguration configuration)
    {
        var domain = configuration["Preview:Domain"] ?? "preview.localhost";
        var scheme = configuration["Preview:Scheme"] ?? "http";
        var port = configuration["Preview:Port"] ?? "*";
        return $"{scheme}://*.{domain}:{port}";
    }

    // Components set style attributes (sizes, positions of popovers); stylesheets come only from here.
    private static string Policy(string previews) =>
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + $"connect-src 'self'; manifest-src 'self'; frame-src {previews}; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";
}
