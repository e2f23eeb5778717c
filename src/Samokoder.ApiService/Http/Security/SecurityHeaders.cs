namespace Samokoder.ApiService.Http.Security;

/// <summary>Headers that every answer carries, errors included.</summary>
internal static class SecurityHeaders
{
    /// <summary>Nothing that we answer is a page: should a browser show it as one, it runs and loads nothing.</summary>
    private const string NoPage = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

    /// <summary>The reference is a page of ours, with a script of ours that styles itself.</summary>
    private const string ReferencePage =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>For answers that are written without a request.</summary>
    public static IReadOnlyList<(string Name, string Value)> OfRefusals { get; } =
    [
        ("Content-Security-Policy", NoPage), ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"), ("Cache-Control", "no-store"),
    ];

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            Write((HttpContext)state);
            return Task.CompletedTask;
        }, context);
        return next(context);
    });

    private static void Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        var isReference = context.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase);
        headers.ContentSecurityPolicy = isReference ? ReferencePage : NoPage;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (!isReference && headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store";
    }
}
