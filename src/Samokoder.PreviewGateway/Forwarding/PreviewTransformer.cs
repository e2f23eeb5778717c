using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Samokoder.PreviewGateway.Bridge;
using Yarp.ReverseProxy.Forwarder;

namespace Samokoder.PreviewGateway.Forwarding;

/// <summary>What changes in one request on its way to the app, and in the answer on its way back.</summary>
internal sealed class PreviewTransformer(PreviewForwarder forwarder, PreviewRequest preview, string address) : HttpTransformer
{
    private const string ForwardedPrefix = "X-Forwarded-";
    private readonly bool _navigation = PreviewRequest.IsNavigation(preview.Context.Request);

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        Upstreams.Aim(proxyRequest, address);
        var (given, sent) = (httpContext.Request.Headers, proxyRequest.Headers);
        RemoveOurs(given, sent);
        SetForwarded(httpContext, sent);
        if (_navigation)
        {
            // HTML that is not compressed can be given the bridge without unpacking it.
            sent.Remove(HeaderNames.AcceptEncoding);
            sent.TryAddWithoutValidation(HeaderNames.AcceptEncoding, "identity");
        }
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        var bridged = proxyResponse is not null && _navigation
            && await BridgeInjection.TryInjectAsync(httpContext.Request, proxyResponse, forwarder.Bridge, cancellationToken);
        if (!await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken)) return false;
        if (proxyResponse is null) return true;
        var headers = httpContext.Response.Headers;
        if (headers.SetCookie.Count > 0) headers.SetCookie = AppCookies.Contain(headers.SetCookie, forwarder.CrossSiteCookies);
        headers.Remove("Clear-Site-Data"); // clears cookies of the whole site, sibling previews included
        if (_navigation || httpContext.Request.Headers["Sec-Fetch-Mode"].Count == 0) SetFraming(httpContext, headers, bridged);
        return true;
    }

    private void RemoveOurs(IHeaderDictionary given, System.Net.Http.Headers.HttpRequestHeaders sent)
    {
        foreach (var (name, values) in given)
        {
            if (IsOfProxies(name) || (Is(name, HeaderNames.Authorization) && HasOwnToken(values))) sent.Remove(name);
            else if (Is(name, HeaderNames.Cookie)) SetCookies(values, sent);
        }
    }

    private static bool IsOfProxies(string name) =>
        name.StartsWith(ForwardedPrefix, StringComparison.OrdinalIgnoreCase)
        || Is(name, "Forwarded") || Is(name, "X-Real-IP") || Is(name, HeaderNames.ProxyAuthorization);

    private static bool Is(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    private bool HasOwnToken(StringValues authorizations) => authorizations.Any(value => value is not null && forwarder.Tokens.IsOwn(value));

    private static void SetCookies(StringValues given, System.Net.Http.Headers.HttpRequestHeaders sent)
    {
        var all = given.Count == 1 ? given.ToString() : string.Join("; ", given.ToArray());
        var kept = AppCookies.WithoutOwn(all);
        if (given.Count == 1 && ReferenceEquals(kept, all)) return;
        sent.Remove(HeaderNames.Cookie);
        if (kept.Length > 0) sent.TryAddWithoutValidation(HeaderNames.Cookie, kept);
    }

    private void SetForwarded(HttpContext context, System.Net.Http.Headers.HttpRequestHeaders sent)
    {
        sent.TryAddWithoutValidation("X-Forwarded-For", context.Connection.RemoteIpAddress?.ToString() ?? "unknown");
        sent.TryAddWithoutValidation("X-Forwarded-Host", context.Request.Host.Value);
        sent.TryAddWithoutValidation("X-Forwarded-Proto", forwarder.Scheme);
    }

    // The studio alone may frame the app, whatever the app says of framing; the rest of its policy stands.
    private void SetFraming(HttpContext context, IHeaderDictionary headers, bool bridged)
    {
        headers.Remove(HeaderNames.XFrameOptions);
        var policies = headers.ContentSecurityPolicy;
        if (policies.Count == 0)
        {
            headers.ContentSecurityPolicy = forwarder.Studio.FramePolicy;
            return;
        }

        var source = $"{forwarder.Scheme}://{context.Request.Host.Value}{BridgeScript.Path}";
        headers.ContentSecurityPolicy = StringValues.Concat(
            ContentSecurityPolicies.Rewrite(policies, bridged ? new(source, forwarder.Bridge.Hash) : null), forwarder.Studio.FramePolicy);
    }
}
