using System.Net;
using System.Net.Sockets;

namespace Samokoder.ServiceDefaults.Outbound;

/// <summary>Which network addresses a request may go to whose target a user chose.</summary>
public static class AddressRules
{
    /// <summary>Never a provider: this host's "any" address, link-local ones (cloud metadata among them), multicast, broadcast.</summary>
    private static readonly IPNetwork[] Never = Networks("0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "::/128", "fe80::/10", "ff00::/8", "fd00:ec2::/32");

    /// <summary>Inside: fine for a model server of one's own, not for strangers' wishes. Tunnels into IPv4 count as inside.</summary>
    private static readonly IPNetwork[] Private = Networks(
        "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "::1/128", "fc00::/7", "64:ff9b::/96", "2001::/32", "2002::/16");

    public static bool MayConnect(IPAddress address, bool allowPrivate)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
            && !Contains(Never, plain) && (allowPrivate || !Contains(Private, plain));
    }

    private static bool Contains(IPNetwork[] networks, IPAddress address) => networks.Any(n => n.BaseAddress.AddressFamily == address.AddressFamily && n.Contains(address));

    private static IPNetwork[] Networks(params string[] networks) => [.. networks.Select(IPNetwork.Parse)];
}
