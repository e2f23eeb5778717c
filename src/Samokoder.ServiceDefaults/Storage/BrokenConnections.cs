using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Samokoder.ServiceDefaults.Storage;

/// <summary>
/// When a server dies, all pooled connections die with it, and each would fail the request that takes it next. The first that is found
/// broken has the whole pool opened anew, so that one outage fails no request after it.
/// </summary>
internal sealed class BrokenConnections(NpgsqlDataSource dataSource) : DbCommandInterceptor
{
    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Look(eventData.Exception);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Look(eventData.Exception);
        return Task.CompletedTask;
    }

    private void Look(Exception exception)
    {
        if (exception is NpgsqlException { InnerException: IOException }) dataSource.Clear();
    }
}
