using System.ComponentModel.DataAnnotations;

namespace Samokoder.PreviewGateway;

/// <summary>Section <c>Gateway</c>: limits of what passes through.</summary>
internal sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>The largest request body that is passed on, in bytes; it is streamed, never held.</summary>
    [Range(1, long.MaxValue, ErrorMessage = "Gateway:MaxRequestBodyBytes must be 1 or more.")]
    public long MaxRequestBodyBytes { get; set; } = 1L << 30;

    /// <summary>Requests and WebSockets of one preview that may be under way at once.</summary>
    [Range(1, int.MaxValue, ErrorMessage = "Gateway:MaxConnectionsPerPreview must be 1 or more.")]
    public int MaxConnectionsPerPreview { get; set; } = 512;

    /// <summary>Requests a second that one preview answers for long; four times as many may come in one burst.</summary>
    [Range(1, int.MaxValue / 4, ErrorMessage = "Gateway:RequestsPerSecondPerPreview must be 1 or more.")]
    public int RequestsPerSecondPerPreview { get; set; } = 500;

    /// <summary>Requests a minute without access that one address may make before it is told to wait.</summary>
    [Range(1, int.MaxValue, ErrorMessage = "Gateway:RefusalsPerMinute must be 1 or more.")]
    public int RefusalsPerMinute { get; set; } = 120;

    /// <summary>Networks (<c>10.0.0.0/8</c>) of proxies in front, whose word for the visitor's address is taken.</summary>
    public List<string> TrustedProxies { get; set; } = [];

    /// <summary>Host names of one's own and the preview that each shows.</summary>
    public Dictionary<string, string> CustomDomains { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A forwarded request or WebSocket on which nothing moves for this long is closed.</summary>
    public TimeSpan ActivityTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a dev server may take to accept a connection.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long AgentService may take to answer a start, which it may do only when the dev server answers.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>How long a visitor waits for a start before the starting page is shown.</summary>
    public TimeSpan StartGrace { get; set; } = TimeSpan.FromMilliseconds(300);
}
