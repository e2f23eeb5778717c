using System.ComponentModel.DataAnnotations;

namespace Samokoder.PreviewGateway;

/// <summary>Section <c>Gateway</c>: limits of what passes through.</summary>
internal sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>The largest request body that is passed on, in bytes; it is streamed, never held.</summary>
    [Range(1, long.MaxValue, ErrorMessage = "Gateway:MaxRequestBodyBytes must be 1 or more.")]
    public long MaxRequestBodyBytes { get; set; } = 1L << 30;

    /// <summary>A forwarded request or WebSocket on which nothing moves for this long is closed.</summary>
    public TimeSpan ActivityTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a dev server may take to accept a connection.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long AgentService may take to answer a start, which it may do only when the dev server answers.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>How long a visitor waits for a start before the starting page is shown.</summary>
    public TimeSpan StartGrace { get; set; } = TimeSpan.FromMilliseconds(300);
}
