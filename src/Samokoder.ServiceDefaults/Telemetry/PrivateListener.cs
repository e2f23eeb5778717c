using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Samokoder.ServiceDefaults.Telemetry;

/// <summary>
/// A second listener, on the port in <c>PRIVATE_PORT</c>, that serves <c>/metrics</c> and nothing else. Which listener a request came
/// in by is read from its connection: the Host header is the client's to choose. Without the setting there is no <c>/metrics</c>.
/// </summary>
internal static class PrivateListener
{
    private const string PortKey = "PRIVATE_PORT";

    /// <summary>Where it listens: loopback, unless an address is set because Prometheus runs elsewhere.</summary>
    private const string AddressKey = "PRIVATE_ADDRESS";

    public static void AddPrivateListener(this WebApplicationBuilder builder)
    {
        if (builder.Configuration[PortKey] is not { Length: > 0 } text) return;
        var port = int.Parse(text, CultureInfo.InvariantCulture);
        var address = builder.Configuration[AddressKey] ?? "127.0.0.1";
        var urls = builder.Configuration[WebHostDefaults.ServerUrlsKey] ?? "http://127.0.0.1:5000";
        builder.WebHost.UseUrls([.. urls.Split(';'), $"http://{address}:{port}"]);
        builder.Services.AddSingleton<IStartupFilter>(new MetricsOnly(port));
    }

    private sealed class MetricsOnly(int port) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.MapWhen(context => context.Connection.LocalPort == port, branch =>
            {
                branch.UseOpenTelemetryPrometheusScrapingEndpoint("/metrics");
                branch.Run(context =>
                {
                    context.Response.StatusCode = (int)HttpStatusCode.NotFound;
                    return Task.CompletedTask;
                });
            });
            next(app);
        };
    }
}
