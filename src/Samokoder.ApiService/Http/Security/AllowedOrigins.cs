using Microsoft.Extensions.Options;

namespace Samokoder.ApiService.Http.Security;

/// <summary>Which origins' pages may use the API with cookies.</summary>
internal sealed class AllowedOrigins(IOptions<OriginOptions> options)
{
    private readonly HashSet<string> _configured = new(options.Value.Normalised, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// A configured origin, or the one that the request itself was addressed to. Behind Web that is the browser's: Web is a trusted
    /// proxy and says so in X-Forwarded-Host and X-Forwarded-Proto.
    /// </summary>
    public bool Contains(string origin, HttpRequest request) =>
        _configured.Contains(origin) || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
