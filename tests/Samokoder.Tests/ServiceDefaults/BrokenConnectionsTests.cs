using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Samokoder.Data;
using Samokoder.ServiceDefaults.Storage;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.ServiceDefaults;

public sealed class BrokenConnectionsTests(Stores stores)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_request_at_most_meets_the_connections_that_died_with_the_server()
    {
        var database = new NpgsqlConnectionStringBuilder(await stores.CreateDatabaseAsync());
        await using var relay = new TcpRelay(new IPEndPoint(IPAddress.Loopback, database.Port));
        (database.Host, database.Port) = ("127.0.0.1", relay.Port);
        await using var services = Services(database.ConnectionString);
        var contexts = services.GetRequiredService<IDbContextFactory<SamokoderDbContext>>();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => QueryAsync(contexts, "select pg_sleep(0.5)::text as \"Value\"")));

        relay.BreakAll();

        await Assert.ThrowsAsync<InvalidOperationException>(() => QueryAsync(contexts, "select '1' as \"Value\""));
        for (var i = 0; i < 5; i++)
            Assert.Equal("1", await QueryAsync(contexts, "select '1' as \"Value\""));
    }

    private static ServiceProvider Services(string connectionString)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:db", connectionString)]);
        builder.AddPostgres<SamokoderDbContext>("db");
        return builder.Services.BuildServiceProvider();
    }

    private static async Task<string> QueryAsync(IDbContextFactory<SamokoderDbContext> contexts, string sql)
    {
        await using var db = await contexts.CreateDbContextAsync(Token);
        return await db.Database.SqlQueryRaw<string>(sql).SingleAsync(Token);
    }
}
