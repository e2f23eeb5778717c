using System.Net;
using Microsoft.Extensions.ServiceDiscovery;
using Samokoder.Contracts;

namespace Samokoder.Web.Features.Api;

/// <summary>Where the API is now, by service discovery; replicas take turns.</summary>
public sealed class ApiAddress(ServiceEndpointResolver resolver)
{
    private const string Service = "http://" + ServiceNames.Api;
    private int _turn;

    /// <exception cref="InvalidOperationException">No address of the service is configured.</exception>
    public async ValueTask<Uri> FindAsync(CancellationToken cancellationToken)
    {
        var source = await resolver.GetEndpointsAsync(Service, cancellationToken);
        if (source.Endpoints.Count == 0)
            throw new InvalidOperationException("The address of the API is not configured: set services__api__http__0.");
        var endpoint = source.Endpoints[(int)((uint)Interlocked.Increment(ref _turn) % (uint)source.Endpoints.Count)].EndPoint;
        return ToUri(endpoint);
    }

    private static Uri ToUri(EndPoint endpoint) => endpoint switch
    {
        DnsEndPoint dns => new UriBuilder(Uri.UriSchemeHttp, dns.Host, dns.Port == 0 ? 80 : dns.Port).Uri,
        IPEndPoint ip => new UriBuilder(Uri.UriSchemeHttp, ip.Address.ToString(), ip.Port).Uri,
        _ when Uri.TryCreate(endpoint.ToString(), UriKind.Absolute, out var uri) => uri,
        _ => throw new InvalidOperationException($"'{endpoint}' is no HTTP address of the API."),
    };
}
