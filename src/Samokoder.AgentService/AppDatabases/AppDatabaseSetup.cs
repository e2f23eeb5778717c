using Microsoft.Extensions.DependencyInjection.Extensions;
using Samokoder.AgentService.Provisioning;

namespace Samokoder.AgentService.AppDatabases;

internal static class AppDatabaseSetup
{
    /// <summary>Adds <see cref="IAppDatabases"/> on the server of <c>ConnectionStrings:appdb</c>. Needs workspaces.</summary>
    public static IHostApplicationBuilder AddAppDatabases(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(_ => new StarterCatalog());
        builder.Services.TryAddSingleton<ProjectStarters>();
        builder.Services.AddSingleton<AppDatabaseServer>();
        builder.Services.AddSingleton<IAppDatabases, PostgresAppDatabases>();
        builder.Services.AddSingleton<AppDatabaseHold>();
        builder.Services.AddSingleton<AppDatabaseHolds>();
        builder.Services.AddSingleton<AppDatabaseGuard>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AppDatabaseGuard>());
        return builder;
    }
}
