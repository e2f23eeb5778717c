using System.Net.Sockets;

namespace Samokoder.ApiService.Http;

internal static class ClientAddressExtensions
{
    /// <summary>
    /// The address of the client, behind trusted proxies. Of IPv6 the first 64 bits: that much belongs to one subscriber, who may
    /// change the rest with every request.
    /// </summary>
    public static string ClientAddress(this HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.Equals(System.Net.IPAddress.IPv6Loopback))
            return address.ToString();
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return $"{new System.Net.IPAddress(bytes)}/64";
    }
}
