namespace Samokoder.AgentService.Provisioning;

internal static class ProvisioningSetup
{
    /// <summary>Adds <see cref="IWorkspaceProvisioner"/> and prepares the starters in the background. Needs workspaces, sandboxes and previews.</summary>
    public static IHostApplicationBuilder AddProvisioning(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<StarterCatalog>(_ => new StarterCatalog());
        builder.Services.AddSingleton<DependencyWarmup>();
        builder.Services.AddSingleton<StarterDependencies>();
        builder.Services.AddSingleton<IWorkspaceProvisioner, WorkspaceProvisioner>();
        builder.Services.AddHostedService<StarterPreparation>();
        builder.Services.AddHostedService<WorkspaceCleaner>();
        return builder;
    }
}
