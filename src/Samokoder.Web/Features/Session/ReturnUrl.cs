namespace Samokoder.Web.Features.Session;

/// <summary>Where to go after signing in. Only a path of this site is ever followed.</summary>
internal static class ReturnUrl
{
    public const string Default = "/projects";

    /// <summary>The url when it is a path of this site, else <see cref="Default"/>.</summary>
    public static string Sanitize(string? url) => IsLocal(url) ? url! : Default;

    public static string ToQuery(string url) => IsLocal(url) && url != Default ? $"?returnUrl={Uri.EscapeDataString(url)}" : "";

    /// <summary>
    /// Browsers read "//host", "/\host" and control characters inside a path as another site; an encoded slash or backslash could become
    /// one after a second decoding, so it is refused too.
    /// </summary>
    public static bool IsLocal(string? url) =>
        url is ['/', ..] and not ['/', '/' or '\\', ..]
        && !url.Any(c => char.IsControl(c) || c == '\\')
        && !StartsEncoded(url)
        && url.Length <= 2000;

    private static bool StartsEncoded(string url) =>
        url.StartsWith("/%2f", StringComparison.OrdinalIgnoreCase) || url.StartsWith("/%5c", StringComparison.OrdinalIgnoreCase)
        || url.StartsWith("/%09", StringComparison.Ordinal);
}
