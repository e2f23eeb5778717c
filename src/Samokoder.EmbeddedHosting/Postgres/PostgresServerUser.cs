using Aspire.Hosting;
using Samokoder.EmbeddedHosting.Engine;
using Samokoder.EmbeddedHosting.Processes;

namespace Samokoder.EmbeddedHosting.Postgres;

/// <summary>PostgreSQL refuses to run as root: as root it runs as a user without rights.</summary>
internal static class PostgresServerUser
{
    private const string DefaultUser = "nobody";

    /// <summary>Null when we are not root and PostgreSQL runs as ourselves.</summary>
    /// <exception cref="ResourceStartException">We are root and cannot become anybody else.</exception>
    public static UnprivilegedUser? Find(ResourceContext context)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return null;
        var name = context.Configuration["Samokoder:Postgres:User"] ?? DefaultUser;
        if (!ProcessWrapper.CanDropRoot)
            throw new ResourceStartException("PostgreSQL does not run as root, and `setpriv` (package util-linux) is not there to drop root. Install it, or start Samokoder as a normal user.");
        return UnprivilegedUser.Find(name)
            ?? throw new ResourceStartException($"PostgreSQL does not run as root, and there is no user '{name}'. Set Samokoder__Postgres__User to an existing user without rights.");
    }

    /// <exception cref="ResourceStartException">The user cannot pass through one of the folders above.</exception>
    public static void CheckReach(UnprivilegedUser user, string folder)
    {
        for (var parent = new DirectoryInfo(folder); parent is not null; parent = parent.Parent)
        {
            if (parent.Exists && !OperatingSystem.IsWindows() && !parent.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
                throw new ResourceStartException(
                    $"As root, PostgreSQL runs as the user '{user.Name}', who cannot enter {parent.FullName}. "
                    + "Set Samokoder__DataPath (or Samokoder__ToolsPath) to a folder that every user can pass through, such as /var/lib/samokoder, or start Samokoder as a normal user.");
        }
    }
}
