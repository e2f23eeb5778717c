using Samokoder.Contracts;
using Samokoder.Contracts.Previews;
using Samokoder.PreviewGateway.Bridge;
using Samokoder.PreviewGateway.Pages;
using Samokoder.PreviewGateway.Waking;

namespace Samokoder.PreviewGateway;

/// <summary>The paths under <c>/__samokoder/</c> of every preview's origin, which the gateway answers itself.</summary>
internal sealed class GatewayEndpoints(BridgeScript bridge, PreviewStarter starter, PreviewPages pages)
{
    public const string StatusPath = "/__samokoder/status";
    public const string StartPath = "/__samokoder/start";
    private const string Prefix = "/__samokoder";

    /// <summary>Whether it is for anybody: the bridge holds nothing private, and the page that says "no access" uses it too.</summary>
    public bool IsOpen(HttpRequest request) => request.Path == BridgeScript.Path && PreviewMethods.IsRead(request);

    public bool IsOwn(HttpRequest request) => request.Path.StartsWithSegments(Prefix, StringComparison.Ordinal);

    public async Task HandleOpenAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        context.Response.ContentType = "text/javascript; charset=utf-8";
        context.Response.ContentLength = bridge.Content.Length;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(bridge.Content, context.RequestAborted);
    }

    public async Task HandleAsync(PreviewRequest request)
    {
        var http = request.Context.Request;
        if (http.Path == StatusPath && PreviewMethods.IsRead(http))
            await AnswerAsync(request.Context, await starter.LookAsync(request.PreviewId, request.Context.RequestAborted));
        else if (http.Path == StartPath && HttpMethods.IsPost(http.Method))
            await AnswerAsync(request.Context, await starter.RetryAsync(request.PreviewId));
        else
            await pages.WriteAsync(request.Context, PreviewPage.NoSuchPath);
    }

    private static Task AnswerAsync(HttpContext context, PreviewReadiness readiness)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(StatusAnswer.Of(readiness), ContractJson.Options, context.RequestAborted);
    }
}
