using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Samokoder.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>Sources and meters of ours begin with this.</summary>
    private const string OwnSources = "Samokoder.*";

    /// <summary>
    /// All that the package for ASP.NET Core listens to, except the memory pool, which reports each block that is taken and given back; and without the package's
    /// middleware, which repeats the status code of an error as its type. Together a fiftieth of a small request.
    /// </summary>
    private static readonly string[] OfAspNetCore =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Http.Connections", "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.Diagnostics", "Microsoft.AspNetCore.RateLimiting", "Microsoft.AspNetCore.Components", "Microsoft.AspNetCore.Components.Lifecycle",
        "Microsoft.AspNetCore.Components.Server.Circuits", "Microsoft.AspNetCore.Authorization", "Microsoft.AspNetCore.Authentication",
    ];

    /// <summary>
    /// Metrics for Prometheus; with <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> also metrics, logs and traces by OTLP. Without it nobody would take the spans, and making them
    /// costs a tenth of a small request; ids of traces go on from service to service either way.
    /// </summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddMeter(OwnSources)
                .AddMeter("Npgsql", "Experimental.Microsoft.Extensions.AI")
                .AddMeter(OfAspNetCore)
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter());
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return;
        telemetry.WithTracing(tracing => tracing
            .AddSource(OwnSources, "Experimental.Microsoft.Extensions.AI", builder.Environment.ApplicationName)
            .AddAspNetCoreInstrumentation(options => options.Filter = context => !IsProbe(context.Request.Path))
            .AddHttpClientInstrumentation()
            .AddNpgsql());
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        telemetry.UseOtlpExporter();
    }

    private static bool IsProbe(Microsoft.AspNetCore.Http.PathString path) =>
        path.StartsWithSegments("/health", StringComparison.Ordinal) || path.StartsWithSegments("/alive", StringComparison.Ordinal);
}
