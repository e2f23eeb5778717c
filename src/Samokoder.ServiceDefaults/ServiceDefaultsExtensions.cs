using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Samokoder.ServiceDefaults.Telemetry;

namespace Samokoder.ServiceDefaults;

/// <summary>What every service of Samokoder has: telemetry, health, discovery, a private listener for metrics.</summary>
public static class ServiceDefaultsExtensions
{
    private const string LiveTag = "live";

    /// <summary>
    /// Call it first. HTTP clients get service discovery only: a default resilience handler would cut a model's stream after half a
    /// minute. Short calls between services ask for theirs with <see cref="AddShortCallResilience"/>.
    /// </summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        builder.AddTelemetry();
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning); // Each statement is a span already.
        builder.AddPrivateListener();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        return builder;
    }

    /// <summary>Retries, a circuit breaker and 10 s in all, for calls that answer at once and may be repeated.</summary>
    public static IHttpClientBuilder AddShortCallResilience(this IHttpClientBuilder http)
    {
        http.AddStandardResilienceHandler(options =>
        {
            options.AttemptTimeout.Timeout = TimeSpan.FromSeconds(4);
            options.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(10);
            options.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(20);
            options.Retry.MaxRetryAttempts = 2;
            options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        });
        return http;
    }

    /// <summary>
    /// Maps <c>/health</c> (ready to serve: its stores answer) and <c>/alive</c> (the process answers), in every environment. The
    /// answers name no more than the state.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks("/health").DisableHttpMetrics();
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag) }).DisableHttpMetrics();
        return app;
    }
}
