using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Samokoder.AgentService.Browsers;

internal static class BrowserSetup
{
    /// <summary>Adds <see cref="IBrowsers"/> and the health check "browser". Needs sandboxes, workspaces and previews.</summary>
    public static IHostApplicationBuilder AddBrowsers(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<BrowserOptions>().BindConfiguration(BrowserOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<Screenshots>();
        builder.Services.AddSingleton<BrowserLauncher>();
        builder.Services.AddSingleton<BrowserPool>();
        builder.Services.AddSingleton<IBrowsers>(services => services.GetRequiredService<BrowserPool>());
        builder.Services.AddHostedService(services => services.GetRequiredService<BrowserPool>());
        builder.Services.AddHealthChecks().AddCheck<BrowserHealthCheck>("browser");
        return builder;
    }
}

/// <summary>Degraded, not unhealthy: without a browser apps are built and run; only nobody looks at their pages.</summary>
internal sealed class BrowserHealthCheck(IBrowsers browsers) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(browsers.Problem is { } problem ? HealthCheckResult.Degraded(problem) : HealthCheckResult.Healthy());
}
