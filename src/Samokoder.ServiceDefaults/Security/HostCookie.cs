using Microsoft.AspNetCore.Http;

namespace Samokoder.ServiceDefaults.Security;

/// <summary>
/// Names of cookies that no other host may set. Over TLS they have the prefix <c>__Host-</c>, which browsers take from this very host only: a preview on a sibling host name can
/// plant none. Without TLS browsers refuse the prefix, so there the plain name is used.
/// </summary>
public static class HostCookie
{
    public const string Prefix = "__Host-";

    public static string NameOn(HttpRequest request, string name) => request.IsHttps ? Prefix + name : name;

    public static string? Read(HttpRequest request, string name) => request.Cookies[NameOn(request, name)];
}
