namespace Samokoder.PreviewGateway.Access;

/// <summary>
/// Requests that another origin's page makes with the visitor's pass. The pass travels across sites (it must, in the studio's frame), and
/// previews are siblings of one site: so one app's page could otherwise read, post to, or open sockets of another's preview.
/// </summary>
internal static class ForeignRequests
{
    public static bool IsForeign(HttpRequest request)
    {
        if (PreviewRequest.IsNavigation(request)) return false;
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0 && site != "same-origin" && site != "none") return true;
        var origin = request.Headers.Origin;
        return origin.Count > 0 && !IsOf(origin.ToString(), request.Host);
    }

    private static bool IsOf(string origin, HostString host)
    {
        var start = origin.IndexOf("://", StringComparison.Ordinal);
        return start > 0 && string.Equals(origin[(start + 3)..], host.Value, StringComparison.OrdinalIgnoreCase);
    }
}
