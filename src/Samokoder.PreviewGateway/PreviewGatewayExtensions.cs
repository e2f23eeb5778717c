using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Samokoder.Contracts;
using Samokoder.Messaging;
using Samokoder.Messaging.Previews;
using Samokoder.PreviewGateway.Access;
using Samokoder.PreviewGateway.Bridge;
using Samokoder.PreviewGateway.Forwarding;
using Samokoder.PreviewGateway.Limits;
using Samokoder.PreviewGateway.Pages;
using Samokoder.PreviewGateway.Routing;
using Samokoder.PreviewGateway.Telemetry;
using Samokoder.PreviewGateway.Waking;
using Samokoder.ServiceDefaults.Security;

namespace Samokoder.PreviewGateway;

internal static class PreviewGatewayExtensions
{
    /// <summary>Needs an <c>IConnectionMultiplexer</c>.</summary>
    public static WebApplicationBuilder AddPreviewGateway(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<GatewayOptions>().BindConfiguration(GatewayOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<GatewayOptions>>((kestrel, gateway) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = gateway.Value.MaxRequestBodyBytes;
        });
        services.AddTrustedProxies();
        services.AddMessaging().AddPreviewLinks();
        services.AddSingleton(provider => new StudioOrigins(
            provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<IOptions<PreviewOptions>>().Value.Domain));
        services.AddSingleton<PreviewMetrics>().AddSingleton<BridgeScript>().AddSingleton<PreviewPages>();
        services.AddSingleton<PassCookie>().AddSingleton<TicketUses>().AddSingleton<AccessRules>().AddSingleton<Revocations>().AddSingleton<PreviewAccess>();
        services.AddSingleton<PreviewHosts>().AddSingleton<PreviewRoutes>().AddHostedService<PreviewRouteInvalidation>();
        services.AddSingleton<PreviewWaker>().AddSingleton<PreviewStarter>().AddSingleton<GatewayEndpoints>();
        services.AddSingleton<PreviewLimits>();
        services.AddHttpForwarder();
        services.AddSingleton<OwnTokens>().AddSingleton<Upstreams>().AddSingleton<PreviewForwarder>();
        services.AddHttpClient<AgentClient>(http => http.Timeout = Timeout.InfiniteTimeSpan).AddServiceToken();
        services.AddSingleton<Func<AgentClient>>(provider => provider.GetRequiredService<AgentClient>);
        return builder;
    }

    public static IApplicationBuilder UsePreviews(this IApplicationBuilder app)
    {
        app.UseForwardedHeaders();
        if (app.ApplicationServices.GetRequiredService<IOptions<PreviewOptions>>().Value.Scheme == Uri.UriSchemeHttps)
            app.UseStrictTransport(always: true);
        return app.UseMiddleware<PreviewMiddleware>();
    }

    /// <summary>A visitor's address is believed from configured proxies only; host and scheme are never theirs to change.</summary>
    private static void AddTrustedProxies(this IServiceCollection services) =>
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<GatewayOptions>>((headers, gateway) =>
        {
            headers.KnownIPNetworks.Clear();
            headers.KnownProxies.Clear();
            foreach (var network in gateway.Value.TrustedProxies)
                headers.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
            headers.ForwardedHeaders = gateway.Value.TrustedProxies.Count > 0 ? ForwardedHeaders.XForwardedFor : ForwardedHeaders.None;
        });
}
