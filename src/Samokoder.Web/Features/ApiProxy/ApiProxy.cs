using System.Net;
using Microsoft.AspNetCore.Diagnostics;
using Samokoder.Contracts;
using Samokoder.Web.Features.Api;
using Yarp.ReverseProxy.Forwarder;

namespace Samokoder.Web.Features.ApiProxy;

/// <summary>
/// <c>/api/v1/…</c> of the browser's one origin becomes <c>/v1/…</c> of the API. Bodies and event streams pass unbuffered and without a
/// limit in time.
/// </summary>
internal static class ApiProxy
{
    private const string Prefix = "/api";

    private static readonly ForwarderRequestConfig Endless = new() { ActivityTimeout = TimeSpan.FromHours(12), AllowResponseBuffering = false };

    public static void MapApiProxy(this WebApplication app)
    {
        app.Map(Prefix + "/v1/{**rest}", ForwardAsync).AllowAnonymous().DisableAntiforgery();
        app.Map(Prefix + "/{**rest}", static () => TypedResults.Problem(
            statusCode: 404, title: "Not found", extensions: [new("code", ErrorCodes.NotFound)], detail: "The API is at /api/v1.")).AllowAnonymous();
    }

    private static async Task ForwardAsync(
        HttpContext context, IHttpForwarder forwarder, ApiConnection connection, ApiAddress address, ApiProxyTransformer transformer)
    {
        // What the API answers is for programs: no page of ours in its place.
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false;
        using var invoker = new HttpMessageInvoker(connection.Handler, disposeHandler: false);
        var root = await address.FindAsync(context.RequestAborted);
        var error = await forwarder.SendAsync(context, root.AbsoluteUri, invoker, Endless, transformer, context.RequestAborted);
        if (error != ForwarderError.None && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
            await AnswerUnavailableAsync(context);
    }

    private static Task AnswerUnavailableAsync(HttpContext context)
    {
        context.Response.Clear();
        context.Response.Headers.RetryAfter = "2";
        return TypedResults.Problem(
            statusCode: (int)HttpStatusCode.ServiceUnavailable, title: "Unavailable",
            detail: "The API does not answer at the moment. Try again in a few seconds.",
            extensions: [new("code", ErrorCodes.Unavailable)]).ExecuteAsync(context);
    }
}
