using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Samokoder.ServiceDefaults.Security;

/// <summary>Tells browsers, on every answer over TLS, to come by TLS only for a year, to hosts below this one too (RFC 6797).</summary>
public static class StrictTransport
{
    public const string Value = "max-age=31536000; includeSubDomains";

    /// <summary>Call it after the headers of trusted proxies are read. A machine's own names are left alone: other programs use them without TLS.</summary>
    /// <param name="always">The settings say that people come by TLS, which ends before us.</param>
    public static IApplicationBuilder UseStrictTransport(this IApplicationBuilder app, bool always = false) => app.Use((context, next) =>
    {
        if ((always || context.Request.IsHttps) && !IsOfThisMachine(context.Request.Host.Host))
            context.Response.OnStarting(Write, context);
        return next(context);
    });

    private static Task Write(object context)
    {
        ((HttpContext)context).Response.Headers.StrictTransportSecurity = Value;
        return Task.CompletedTask;
    }

    private static bool IsOfThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));
}
