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
    /// Metrics for Prometheus; with <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> also metrics, logs and traces by OTLP. Without it nobody would take the spans, and making them
    /// costs a tenth of a small request; ids of traces go on from service to service either way.
    /// </summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddMeter(OwnSources)
                .AddMeter("Npgsql", "Experimental.Microsoft.Extensions.AI")
                .AddAspNetCoreInstrumentation()
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
