using Microsoft.Extensions.Primitives;
using Samokoder.Contracts;
using Samokoder.PreviewGateway.Access;
using Samokoder.ServiceDefaults.Security;

namespace Samokoder.PreviewGateway.Forwarding;

/// <summary>Cookies between a visitor and an app: ours stay out, and an app's stay with its own preview.</summary>
internal static class AppCookies
{
    private static readonly string[] OfTheApi = [ServiceNames.AccessTokenCookie, ServiceNames.RefreshTokenCookie, ServiceNames.KnownDeviceCookie, ServiceNames.GitHubProvenCookie];
    private static readonly string[] Own = [.. OfTheApi, .. OfTheApi.Select(name => HostCookie.Prefix + name), .. PassCookie.Names];

    public static string WithoutOwn(string cookies) => CookieHeader.Without(cookies, Own);

    /// <summary>
    /// Set-Cookie headers as the visitor gets them: without Domain, so that no app sets cookies for its siblings; without those that would
    /// replace a pass; and, where browsers allow it, made to live inside the studio's frame, where an app's sign-in should work too. (That
    /// takes nothing from the app: requests of other sites are refused before they reach it.)
    /// </summary>
    public static StringValues Contain(StringValues headers, bool crossSite)
    {
        var contained = new List<string>(headers.Count);
        foreach (var header in headers)
        {
            if (header is not null && !PassCookie.Names.Contains(NameOf(header), StringComparer.Ordinal))
                contained.Add(Contain(header, crossSite));
        }

        return new([.. contained]);
    }

    private static string Contain(string header, bool crossSite)
    {
        var parts = header.Split(';');
        var kept = parts.Skip(1).Where(part => !IsReplaced(AttributeOf(part), crossSite));
        return string.Join(';', [parts[0], .. kept]) + (crossSite ? "; Secure; SameSite=None; Partitioned" : "");
    }

    private static bool IsReplaced(string attribute, bool crossSite) =>
        attribute is "domain" || (crossSite && attribute is ("samesite" or "secure" or "partitioned"));

    private static string AttributeOf(string part) => part.Split('=')[0].Trim().ToLowerInvariant();

    private static string NameOf(string header) => header.Split('=', ';')[0].Trim();
}
