using Aspire.Hosting.ApplicationModel;
using Npgsql;
using Samokoder.EmbeddedHosting.Engine;

namespace Samokoder.EmbeddedHosting.Postgres;

/// <summary>Creates a database when it is not there. It lives inside the server and has no process of its own.</summary>
internal sealed class PostgresDatabaseLauncher(ResourceContext context, PostgresDatabaseResource database) : IResourceLauncher
{
    public async Task<IRunningResource> StartAsync(CancellationToken cancellationToken)
    {
        var server = $"{await database.Parent.ConnectionStringExpression.GetValueAsync(cancellationToken)};Database=postgres";
        try
        {
            await PostgresClient.ExecuteAsync(server, $"CREATE DATABASE \"{database.DatabaseName.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", cancellationToken);
            context.Log($"Created the database {database.DatabaseName}.");
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            context.Log($"The database {database.DatabaseName} is there.");
        }

        return new PartOfServer();
    }

    public async Task<string?> ProbeAsync(CancellationToken cancellationToken)
    {
        await PostgresClient.ExecuteAsync((await database.ConnectionStringExpression.GetValueAsync(cancellationToken))!, "SELECT 1", cancellationToken);
        return null;
    }

    private sealed class PartOfServer : IRunningResource
    {
        private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int? Pid => null;

        public Task<int> Exited => _exited.Task;

        public Task StopAsync()
        {
            _exited.TrySetResult(0);
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
