using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Samokoder.ServiceDefaults.Outbound;

/// <summary>
/// Connections to LLM providers, whose address a user may have chosen. What is checked is the address that is connected to, so no
/// name that resolves differently the second time gets past it. Redirects are not followed. Use the handler without service discovery: a user's
/// address must not be able to name our services.
/// </summary>
public static class ProviderConnections
{
    private const string AllowPrivateKey = "Llm:AllowPrivateEndpoints";

    /// <summary><c>Llm:AllowPrivateEndpoints</c>; by default only while developing.</summary>
    public static bool AllowsPrivate(IConfiguration configuration, IHostEnvironment environment) =>
        configuration.GetValue<bool?>(AllowPrivateKey) ?? environment.IsDevelopment();

    /// <summary>A proxy would hide the target from the check, so it is used only where the check has nothing to protect.</summary>
    public static SocketsHttpHandler CreateHandler(bool allowPrivate) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = allowPrivate,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, allowPrivate, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint target, bool allowPrivate, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        var allowed = addresses.Where(a => AddressRules.MayConnect(a, allowPrivate)).ToArray();
        if (allowed.Length == 0)
            throw new EndpointRefusedException(target.Host);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
