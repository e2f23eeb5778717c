using Microsoft.Extensions.Primitives;
using Samokoder.ApiService.Http.Security;

namespace Samokoder.ApiService.Features.Auth.GitHub;

/// <summary>
/// Whether a browser comes here from a page of ours. A link on another site, in a mail or typed in begins no sign-in: the person must do so here. Browsers say it themselves (Fetch Metadata)
/// on addresses that they trust; elsewhere the referrer must be ours, and none is not enough.
/// </summary>
internal sealed class OwnPages(AllowedOrigins origins)
{
    public bool Sent(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        return StringValues.IsNullOrEmpty(site)
            ? Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var page) && origins.Contains(page.GetLeftPart(UriPartial.Authority), request)
            : site == "same-origin";
    }
}
