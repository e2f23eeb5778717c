using Microsoft.Net.Http.Headers;

namespace Samokoder.PreviewGateway;

/// <summary>A request that may see its preview.</summary>
/// <param name="Revoked">Cancelled when it may no longer.</param>
internal sealed record PreviewRequest(HttpContext Context, string PreviewId, CancellationToken Revoked)
{
    /// <summary>Whether the answer becomes a page in a window or frame, so that a person reads it.</summary>
    public static bool IsNavigation(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) return false;
        var mode = request.Headers["Sec-Fetch-Mode"];
        return mode.Count > 0 ? mode == "navigate" : LooksLikeNavigation(request.Headers);
    }

    // Browsers without fetch metadata (plain http on a name other than localhost): scripts that ask for HTML mark themselves mostly.
    private static bool LooksLikeNavigation(IHeaderDictionary headers) =>
        headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !headers.ContainsKey(HeaderNames.XRequestedWith)
        && !headers.ContainsKey("HX-Request");
}
