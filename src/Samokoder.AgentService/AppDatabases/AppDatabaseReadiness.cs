using Npgsql;

namespace Samokoder.AgentService.AppDatabases;

/// <summary>Makes one app's database usable once; a failure is tried again by the next connection.</summary>
internal sealed class AppDatabaseReadiness(AppDatabaseServer server, string name, string password)
{
    private readonly SemaphoreSlim gate = new(1);
    private volatile bool ready;

    /// <returns>What is wrong and what to do; null when the app can connect.</returns>
    public async Task<string?> EnsureAsync(CancellationToken cancellationToken)
    {
        if (ready)
            return null;
        if (!server.IsConfigured)
            return "This installation of Samokoder has no database server for apps. Whoever runs it can set ConnectionStrings__appdb.";
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (!ready)
                await server.MakeAsync(name, password, cancellationToken);
            ready = true;
            return null;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return $"The database server of apps does not answer as it should ({e.Message}). Try again in a moment; the dashboard of whoever runs Samokoder shows the resource 'appdb'.";
        }
        finally
        {
            gate.Release();
        }
    }
}
