using Microsoft.Extensions.DependencyInjection.Extensions;
using Samokoder.AgentService.Provisioning.Packages;

namespace Samokoder.AgentService.Provisioning;

internal static class ProvisioningSetup
{
    /// <summary>Adds <see cref="IWorkspaceProvisioner"/> and prepares the starters in the background. Needs workspaces, sandboxes and previews.</summary>
    public static IHostApplicationBuilder AddProvisioning(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(_ => new StarterCatalog());
        builder.Services.TryAddSingleton<ProjectStarters>();
        builder.Services.AddSingleton<NpmPackages>();
        builder.Services.AddSingleton<NuGetPackages>();
        builder.Services.AddSingleton<PackageInstallers>();
        builder.Services.AddSingleton<DependencyWarmup>();
        builder.Services.AddSingleton<StarterDependencies>();
        builder.Services.AddSingleton<SpareCopies>();
        builder.Services.AddSingleton<IWorkspaceProvisioner, WorkspaceProvisioner>();
        builder.Services.AddHostedService<StarterPreparation>();
        return builder;
    }

    /// <summary>Removes what deleted projects leave, and counts what people's projects take. Needs the database and terminals as well.</summary>
    public static IHostApplicationBuilder AddWorkspaceCleaning(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHostedService<WorkspaceCleaner>();
        builder.Services.AddHostedService<DiskAccountant>();
        return builder;
    }
}
