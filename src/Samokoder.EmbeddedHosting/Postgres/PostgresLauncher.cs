using Aspire.Hosting.ApplicationModel;
using Npgsql;
using Samokoder.EmbeddedHosting.Engine;
using Samokoder.EmbeddedHosting.State;

namespace Samokoder.EmbeddedHosting.Postgres;

/// <summary>Runs a real PostgreSQL server on the files of the data folder.</summary>
internal sealed class PostgresLauncher(ResourceContext context, PostgresServerResource server) : IResourceLauncher
{
    private const int TailLines = 8;

    private string Folder => Path.Combine(context.DataFolder, server.Annotations.OfType<DataVolumeAnnotation>().LastOrDefault()?.Name ?? server.Name);

    private IEnumerable<string> Arguments => server.Annotations.OfType<ArgumentsAnnotation>().SelectMany(a => a.Arguments);

    public async Task<IRunningResource> StartAsync(CancellationToken cancellationToken)
    {
        var user = PostgresServerUser.Find(context);
        var binaries = await BinariesAsync(cancellationToken);
        if (user is not null)
            PostgresServerUser.CheckReach(user, binaries);
        var cluster = new PostgresCluster(context, Folder, binaries, user);
        var superuser = server.UserNameParameter is { } name ? await name.GetValueAsync(cancellationToken) : "postgres";
        await cluster.EnsureAsync(superuser!, (await server.PasswordParameter.GetValueAsync(cancellationToken))!, cancellationToken);
        await new StalePostmaster(context, cluster.Data).EndAsync(cancellationToken);
        return await RunningProcess.StartAsync(context, cluster.Server(context.Instance.Port(context.Instance.Endpoints.Single()), Arguments));
    }

    public async Task<string?> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PostgresClient.ExecuteAsync(await ConnectionStringAsync(cancellationToken), "SELECT 1", cancellationToken);
            return null;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            return $"The server rejects the password in {Path.Combine(context.DataFolder, "secrets.json")}: that file and the folder {Folder} do not belong together. Restore both from one backup.";
        }
    }

    public string? ExplainEarlyExit(int exitCode)
    {
        var tail = context.Logs.Tail(context.Id, TailLines);
        var said = string.Join(Environment.NewLine, tail);
        if (FailureText.SaysDiskFull(said))
            return FailureText.DiskFull(said);
        // A server that was killed leaves its workers behind for a moment; that, and being killed, passes by itself.
        var passes = exitCode >= 128 || tail.Any(l => l.Contains("is still in use", StringComparison.Ordinal) || l.Contains("Address already in use", StringComparison.Ordinal));
        return passes
            ? null
            : $"PostgreSQL does not start on {Folder}. If its files are damaged, restore them from a backup, "
                + $"or move the folder away to start with an empty database (mv {Folder} {Folder}.damaged). The server said:{Environment.NewLine}{said}";
    }

    private async Task<string> ConnectionStringAsync(CancellationToken cancellationToken) =>
        $"{await server.ConnectionStringExpression.GetValueAsync(cancellationToken)};Database=postgres";

    private async Task<string> BinariesAsync(CancellationToken cancellationToken)
    {
        if (context.Configuration["Samokoder:Postgres:BinPath"] is not { Length: > 0 } installed)
            return await new PostgresPackage(context, DataFolder.ResolveTools(context.Configuration)).EnsureAsync(cancellationToken);
        return File.Exists(Path.Combine(installed, OperatingSystem.IsWindows() ? "initdb.exe" : "initdb"))
            ? installed
            : throw new ResourceStartException($"Samokoder__Postgres__BinPath is {installed}, and there is no `initdb` in it. Point it to the `bin` folder of a PostgreSQL 15 or newer.");
    }
}
