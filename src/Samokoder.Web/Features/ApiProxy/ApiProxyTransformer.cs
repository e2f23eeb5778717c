using Microsoft.AspNetCore.Http.Features;
using Samokoder.Web.Features.Session;
using Yarp.ReverseProxy.Forwarder;

namespace Samokoder.Web.Features.ApiProxy;

/// <summary>Rewrites the path, says for whom the request is forwarded, and learns the tokens that answers set.</summary>
internal sealed class ApiProxyTransformer(SessionCookies cookies) : HttpTransformer
{
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        httpContext.Request.Path.StartsWithSegments("/api", out var rest);
        proxyRequest.RequestUri = RequestUtilities.MakeDestinationAddress(destinationPrefix.TrimEnd('/'), rest, httpContext.Request.QueryString);
        ForwardedFor.Write(proxyRequest, httpContext);
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        RemoveOwnPolicyFor(httpContext, proxyResponse);
        var copyBody = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        await cookies.ObserveAsync(httpContext.Response.Headers.SetCookie, httpContext);
        if (proxyResponse?.Content.Headers.ContentType?.MediaType == "text/event-stream")
            httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        return copyBody;
    }

    /// <summary>Headers that the API sets itself replace ours instead of standing beside them.</summary>
    private static void RemoveOwnPolicyFor(HttpContext context, HttpResponseMessage? answer)
    {
        foreach (var header in answer?.Headers.AsEnumerable() ?? [])
        {
            if (!header.Key.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
                context.Response.Headers.Remove(header.Key);
        }
    }
}
