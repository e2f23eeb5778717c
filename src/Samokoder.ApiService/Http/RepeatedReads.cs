using Samokoder.ApiService.Http.Problems;

namespace Samokoder.ApiService.Http;

/// <summary>
/// When Postgres dies, the pooled connections die with it, and the first request after its return would meet one of them. The driver
/// then opens the pool anew; a read that met one is done again, once, so that nobody sees a failure of a server that is back.
/// </summary>
internal sealed class RepeatedReads(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (IsRead(context) && StoreFailures.IsConnectionLost(exception))
        {
            await RepeatAsync(context);
        }
    }

    private static bool IsRead(HttpContext context) =>
        !context.Response.HasStarted && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));

    /// <summary>With services of its own: those of the first try hold what it had loaded.</summary>
    private async Task RepeatAsync(HttpContext context)
    {
        var first = context.RequestServices;
        await using var scope = first.CreateAsyncScope();
        context.Response.Clear();
        context.RequestServices = scope.ServiceProvider;
        try
        {
            await next(context);
        }
        finally
        {
            context.RequestServices = first;
        }
    }
}
