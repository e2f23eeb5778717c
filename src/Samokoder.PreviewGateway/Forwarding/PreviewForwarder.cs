using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Samokoder.Messaging.Previews;
using Samokoder.PreviewGateway.Access;
using Samokoder.PreviewGateway.Bridge;
using Samokoder.PreviewGateway.Pages;
using Samokoder.PreviewGateway.Telemetry;
using Yarp.ReverseProxy.Forwarder;

namespace Samokoder.PreviewGateway.Forwarding;

/// <summary>Passes a request to a dev server and its answer back, streaming both.</summary>
internal sealed class PreviewForwarder(
    IHttpForwarder forwarder,
    Upstreams upstreams,
    IOptions<PreviewOptions> previews,
    IOptions<GatewayOptions> options,
    OwnTokens tokens,
    BridgeScript bridge,
    StudioOrigins studio,
    PreviewPages pages,
    PreviewMetrics metrics)
{
    private readonly ForwarderRequestConfig _config = new()
    {
        ActivityTimeout = options.Value.ActivityTimeout,
        Version = HttpVersion.Version11, // what every dev server speaks
        VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };

    public string Scheme { get; } = previews.Value.Scheme;

    public bool CrossSiteCookies { get; } = PassCookie.CanBeCrossSite(previews.Value);

    public OwnTokens Tokens => tokens;

    public BridgeScript Bridge => bridge;

    public StudioOrigins Studio => studio;

    public async Task<ForwardResult> ForwardAsync(PreviewRequest request, string address)
    {
        var context = request.Context;
        if (context.Request.ContentLength > options.Value.MaxRequestBodyBytes) return await RefuseBodyAsync(context);
        metrics.Opened();
        try
        {
            var transformer = new PreviewTransformer(this, request, address);
            var error = await forwarder.SendAsync(context, Upstreams.PrefixOf(address), upstreams.Invoker, _config, transformer, request.Revoked);
            if (error != ForwarderError.None) return await ExplainAsync(context, error);
            metrics.Count(RequestOutcome.Forwarded);
            return ForwardResult.Answered;
        }
        finally
        {
            metrics.Closed();
        }
    }

    private async Task<ForwardResult> ExplainAsync(HttpContext context, ForwarderError error)
    {
        if (context.RequestAborted.IsCancellationRequested || context.Response.HasStarted)
        {
            metrics.Count(RequestOutcome.Aborted);
            return ForwardResult.Answered;
        }

        if (IsGone(context, error)) return ForwardResult.Gone;
        if (context.Response.StatusCode == StatusCodes.Status413PayloadTooLarge) return await RefuseBodyAsync(context);
        metrics.Count(RequestOutcome.Broken);
        await pages.WriteAsync(context, PreviewPage.Broken);
        return ForwardResult.Answered;
    }

    private async Task<ForwardResult> RefuseBodyAsync(HttpContext context)
    {
        metrics.Count(RequestOutcome.TooLarge);
        await pages.WriteAsync(context, PreviewPage.TooLarge);
        return ForwardResult.Answered;
    }

    private static bool IsGone(HttpContext context, ForwarderError error) =>
        error is ForwarderError.Request or ForwarderError.RequestTimedOut
        && context.Features.Get<IForwarderErrorFeature>()?.Exception is { } exception
        && (exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } || exception.InnerException is SocketException
        {
            SocketErrorCode: SocketError.ConnectionRefused or SocketError.AddressNotAvailable,
        });
}
