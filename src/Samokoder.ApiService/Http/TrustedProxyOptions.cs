namespace Samokoder.ApiService.Http;

/// <summary>Section <c>ForwardedHeaders</c>: whose X-Forwarded-* headers are believed. Loopback always is: Web runs there by default.</summary>
internal sealed class TrustedProxyOptions
{
    public const string Section = "ForwardedHeaders";

    /// <summary>Networks of trusted proxies in CIDR form, as 10.0.0.0/24.</summary>
    public string[] KnownNetworks { get; set; } = [];
}
