using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Samokoder.Messaging.Previews;

namespace Samokoder.PreviewGateway.Routing;

/// <summary>
/// Reads the preview's id out of a host name: one label of letters, digits and hyphens before the domain, or a name that the installation
/// gave a preview (<c>Gateway:CustomDomains</c>).
/// </summary>
internal sealed class PreviewHosts(IOptions<PreviewOptions> options, IOptions<GatewayOptions> gateway)
{
    private const int LongestId = 32;
    private readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _custom =
        gateway.Value.CustomDomains.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
    private readonly string _suffix = "." + options.Value.Domain;

    public bool TryParse(HostString host, [NotNullWhen(true)] out string? previewId)
    {
        var name = NameOf(host.Value);
        if (_custom.TryGetValue(name, out previewId)) return true;
        previewId = null;
        if (!name.EndsWith(_suffix, StringComparison.OrdinalIgnoreCase)) return false;
        var label = name[..^_suffix.Length];
        if (label.IsEmpty || label.Length > LongestId || !IsLabel(label)) return false;
        previewId = label.ToString().ToLowerInvariant();
        return true;
    }

    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> host)
    {
        var colon = host.LastIndexOf(':');
        return colon < 0 ? host : host[..colon];
    }

    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        foreach (var character in label)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '-')
                return false;
        }

        return true;
    }
}
