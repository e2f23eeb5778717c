using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Samokoder.EmbeddedHosting.Postgres;
using Samokoder.EmbeddedHosting.Projects;
using Samokoder.EmbeddedHosting.Redis;

namespace Samokoder.EmbeddedHosting.Engine;

internal static class LauncherFactory
{
    /// <summary>False for what is only a value, such as a parameter.</summary>
    public static bool IsRunnable(IResource resource) => resource is not ParameterResource;

    public static IResourceLauncher Create(ResourceContext context) => context.Instance.Resource switch
    {
        PostgresServerResource server => new PostgresLauncher(context, server),
        PostgresDatabaseResource database => new PostgresDatabaseLauncher(context, database),
        RedisResource redis => new RedisLauncher(context, redis),
        ProjectResource project => new ProjectLauncher(context, project),
        ExecutableResource executable => new ExecutableLauncher(context, executable),
        var other => throw new DistributedApplicationException($"The embedded engine cannot run '{other.Name}' ({other.GetType().Name}). Build with -p:UseAspire=true to run it."),
    };

    public static string TypeName(IResource resource) => resource switch
    {
        PostgresServerResource => "PostgreSQL",
        PostgresDatabaseResource => "Database",
        RedisResource => "Redis",
        ProjectResource => "Project",
        _ => "Executable",
    };
}
