using System.Net;
using System.Net.Sockets;

namespace Samokoder.ServiceDefaults.Outbound;

/// <summary>
/// Which network addresses a request may go to whose target a user chose. An IPv6 address that carries an IPv4 address (mapped, compatible,
/// NAT64, 6to4, Teredo) is judged by that one too: there are gateways that unwrap it.
/// </summary>
public static class AddressRules
{
    /// <summary>
    /// Never a provider: this host's "any" address, link-local ones (cloud metadata among them), the metadata services of AWS, Alibaba and
    /// Azure outside of those, multicast, broadcast.
    /// </summary>
    private static readonly IPNetwork[] Never = Networks(
        "0.0.0.0/8", "100.100.100.200/32", "168.63.129.16/32", "169.254.0.0/16", "192.0.0.192/32", "224.0.0.0/3",
        "::/128", "fe80::/10", "ff00::/8", "fd00:ec2::/32");

    /// <summary>Inside: fine for a model server of one's own, not for strangers' wishes. Tunnels into IPv4 and addresses for examples count as inside.</summary>
    private static readonly IPNetwork[] Private = Networks(
        "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fec0::/10");

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork Compatible = IPNetwork.Parse("::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Teredo = IPNetwork.Parse("2001::/32");

    public static bool MayConnect(IPAddress address, bool allowPrivate)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
            && IsAllowed(plain, allowPrivate) && (Inner(plain) is not { } inner || IsAllowed(inner, allowPrivate));
    }

    private static bool IsAllowed(IPAddress address, bool allowPrivate) => !Contains(Never, address) && (allowPrivate || !Contains(Private, address));

    /// <summary>The IPv4 address that an IPv6 address carries (RFC 4291, 6052, 3056, 4380); null when it carries none.</summary>
    private static IPAddress? Inner(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.Equals(IPAddress.IPv6Loopback)) return null;
        var bytes = address.GetAddressBytes();
        if (Nat64.Contains(address) || Compatible.Contains(address)) return new IPAddress(bytes.AsSpan(12, 4));
        if (SixToFour.Contains(address)) return new IPAddress(bytes.AsSpan(2, 4));
        return Teredo.Contains(address) ? new IPAddress([.. bytes.AsSpan(12, 4).ToArray().Select(b => (byte)~b)]) : null;
    }

    private static bool Contains(IPNetwork[] networks, IPAddress address) => networks.Any(n => n.BaseAddress.AddressFamily == address.AddressFamily && n.Contains(address));

    private static IPNetwork[] Networks(params string[] networks) => [.. networks.Select(IPNetwork.Parse)];
}
