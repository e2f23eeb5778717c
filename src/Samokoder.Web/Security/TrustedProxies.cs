using Microsoft.AspNetCore.HttpOverrides;

namespace Samokoder.Web.Security;

/// <summary>
/// Section <c>ForwardedHeaders</c>: whose word about the browser's address, host and scheme is believed, as behind a proxy that ends TLS. Nobody's unless it is set: browsers reach this
/// process themselves, also from its own machine.
/// </summary>
internal static class TrustedProxies
{
    public static void AddTrustedProxies(this WebApplicationBuilder builder) => builder.Services.Configure<ForwardedHeadersOptions>(options =>
    {
        var networks = builder.Configuration.GetSection("ForwardedHeaders:KnownNetworks").Get<string[]>() ?? [];
        options.ForwardedHeaders = networks.Length == 0
            ? ForwardedHeaders.None
            : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto;
        options.ForwardLimit = 1;
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var network in networks)
            options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
    });
}
