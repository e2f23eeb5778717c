using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Samokoder.AgentService.AppDatabases;
using Samokoder.AgentService.Sandboxes.Bubblewrap;
using Samokoder.AgentService.Sandboxes.Docker;
using Samokoder.AgentService.Sandboxes.Egress;
using Samokoder.AgentService.Sandboxes.Limits;

namespace Samokoder.AgentService.Sandboxes;

internal static class SandboxSetup
{
    /// <summary>Adds <see cref="ISandboxProvider"/>, chosen by <c>Sandbox:Provider</c>, and its health check "sandbox".</summary>
    public static IHostApplicationBuilder AddSandboxes(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<SandboxOptions>().BindConfiguration(SandboxOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<SandboxOptions>, SandboxOptionsValidator>();
        builder.Services.AddSingleton<SandboxUser>();
        builder.Services.AddSingleton<ResourceLimits>();
        builder.Services.AddSingleton<NpmRegistry>();
        builder.Services.AddSingleton<NuGetSources>();
        builder.Services.AddSingleton<DotnetSdk>();
        builder.Services.AddSingleton<ISandboxEgress, SandboxEgress>();
        builder.AddAppDatabases();
        builder.Services.AddSingleton<SandboxLauncher>();
        builder.Services.AddSingleton<BubblewrapProvider>();
        builder.Services.AddSingleton<ContainerEngine>();
        builder.Services.AddSingleton<ContainerReaper>();
        builder.Services.AddSingleton<ProjectContainers>();
        builder.Services.AddSingleton<SandboxImages>();
        builder.Services.AddSingleton<DockerProvider>();
        builder.Services.AddSingleton<DiskAccounts>();
        builder.Services.AddSingleton<DiskGuard>();
        builder.Services.AddSingleton<ISandboxProvider>(services => new GuardedProvider(Choose(services), services.GetRequiredService<DiskGuard>(), services.GetRequiredService<AppDatabaseHolds>()));
        builder.Services.AddHostedService<SandboxUpkeep>();
        builder.Services.AddHealthChecks().AddCheck<SandboxHealthCheck>("sandbox");
        return builder;
    }

    private static ISandboxProvider Choose(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<SandboxOptions>>().Value;
        return options switch
        {
            { Provider: "process", AllowUnisolated: false } => new UnavailableProvider(
                "process", "Sandbox:Provider is 'process', which runs generated code with no isolation. Set Sandbox:AllowUnisolated=true to accept that, or use auto."),
            { Provider: "process" } => ActivatorUtilities.CreateInstance<Unisolated.ProcessProvider>(services),
            { Provider: "docker" } => services.GetRequiredService<DockerProvider>(),
            { Provider: "bubblewrap" } => services.GetRequiredService<BubblewrapProvider>(),
            _ => ActivatorUtilities.CreateInstance<AutoProvider>(services),
        };
    }
}

/// <summary>Degraded, not unhealthy: everything but running code works without a sandbox.</summary>
internal sealed class SandboxHealthCheck(ISandboxProvider provider) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = await provider.CheckAsync(cancellationToken);
        if (!health.Healthy)
            return HealthCheckResult.Degraded(health.Problem);
        return health.Isolated
            ? HealthCheckResult.Healthy($"{health.Provider}: {health.Limits}. {health.Choice}".TrimEnd())
            : HealthCheckResult.Degraded("Generated code runs without isolation, as Sandbox:AllowUnisolated asks for.");
    }
}
