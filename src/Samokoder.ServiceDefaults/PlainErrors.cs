using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Samokoder.ServiceDefaults;

public static class PlainErrors
{
    /// <summary>
    /// An error that nobody expected answers 500 and says nothing of the inside. In the development environment too, which <c>./run</c> uses by default: its page with the
    /// exception is for the log's readers, not for callers.
    /// </summary>
    public static IApplicationBuilder UsePlainErrors(this IApplicationBuilder app) => app.UseExceptionHandler(static errors => errors.Run(static context =>
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("Something went wrong on the server. Its log says more; try again.\n");
    }));
}
