using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
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
        builder.WebHost.UseSockets(static sockets => sockets.UnsafePreferInlineScheduling = true); // unsafe for what blocks; nothing here may
        services.AddTrustedProxies();
        services.AddMessaging().AddPreviewLinks();
        services.AddSingleton(provider => new StudioOrigins(
            provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<IOptions<PreviewOptions>>().Value.Domain));
        services.AddSingleton<PreviewMetrics>().AddSingleton<BridgeScript>().AddSingleton<PreviewPages>();
        services.AddSingleton<PassCookie>().AddSingleton<TicketUses>().AddSingleton<AccessRules>().AddSingleton<Revocations>().AddSingleton<PreviewAccess>();
        services.AddSingleton<PreviewHosts>().AddSingleton<PreviewRoutes>().AddHostedService<PreviewRouteInvalidation>();
        services.AddSingleton<PreviewWaker>().AddSingleton<PreviewStarter>().AddSingleton<GatewayEndpoints>();
        services.AddSingleton<PreviewLimits>();
        services.ConfigureOpenTelemetryMeterProvider(static metrics => metrics.AddView(WithoutHosting));
        services.AddHttpForwarder();
        services.AddSingleton<OwnTokens>().AddSingleton<Upstreams>().AddSingleton<PreviewForwarder>();
        services.AddHttpClient<AgentClient>(http => http.Timeout = Timeout.InfiniteTimeSpan).AddServiceToken();
        services.AddSingleton<Func<AgentClient>>(provider => provider.GetRequiredService<AgentClient>);
        return builder;
    }

    public static IApplicationBuilder UsePreviews(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<IOptions<GatewayOptions>>().Value.TrustedProxies.Count > 0) app.UseForwardedHeaders();
        if (app.ApplicationServices.GetRequiredService<IOptions<PreviewOptions>>().Value.Scheme == Uri.UriSchemeHttps)
            app.UseStrictTransport(always: true);
        return app.UseMiddleware<PreviewMiddleware>();
    }

    /// <summary>What ASP.NET Core counts of each request; of previews <see cref="PreviewMetrics"/> says it for a tenth of the time.</summary>
    private static MetricStreamConfiguration? WithoutHosting(Instrument instrument) =>
        instrument.Meter.Name == "Microsoft.AspNetCore.Hosting" ? MetricStreamConfiguration.Drop : null;

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
