using System.Globalization;

namespace Samokoder.AgentService.Sandboxes.Egress;

/// <summary>Decides which hosts code in a sandbox may reach. Immutable.</summary>
internal sealed class EgressPolicy
{
    private readonly IReadOnlyList<Rule> allowed;
    private readonly IReadOnlyList<Rule> allowedPrivate;
    private readonly bool open;

    public EgressPolicy(IReadOnlyList<Uri> registries, SandboxOptions options)
    {
        allowed = [.. registries.Select(uri => new Rule(uri.IdnHost, uri.Port)), .. options.EgressAllow.Concat(options.EgressAllowPrivate).Select(Rule.Parse)];
        open = options.Egress == "open";
        allowedPrivate = [.. options.EgressAllowPrivate.Select(Rule.Parse)];
    }

    /// <summary>Addresses inside private networks are still refused unless <see cref="AllowsPrivate"/> says otherwise.</summary>
    public bool Allows(string host, int port) => open || allowed.Any(rule => rule.Matches(host, port));

    /// <summary>True when the host may have an address inside a private network.</summary>
    public bool AllowsPrivate(string host, int port) => allowedPrivate.Any(rule => rule.Matches(host, port));

    private sealed record Rule(string Host, int Port)
    {
        public static Rule Parse(string text)
        {
            var colon = text.LastIndexOf(':');
            return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                ? new Rule(text[..colon], port)
                : new Rule(text, 443);
        }

        public bool Matches(string host, int port) =>
            port == Port
            && (string.Equals(host, Host, StringComparison.OrdinalIgnoreCase)
                || (Host.StartsWith('.') && host.EndsWith(Host, StringComparison.OrdinalIgnoreCase)));
    }
}
