using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Samokoder.ServiceDefaults.Storage;

public static class PostgresExtensions
{
    /// <summary>Of one connection.</summary>
    private const int MaxPrepared = 60;

    /// <summary>
    /// Registers the <see cref="NpgsqlDataSource"/> of the connection string <paramref name="connectionName"/>, a pooled context factory,
    /// a scoped <typeparamref name="TContext"/>, and a readiness check that answers within 2 s when the server is down.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection string is not set; the message names the key.</exception>
    public static IHostApplicationBuilder AddPostgres<TContext>(this IHostApplicationBuilder builder, string connectionName)
        where TContext : DbContext
    {
        var connectionString = builder.RequireConnectionString(connectionName);
        builder.Services.AddSingleton(_ => CreateDataSource(connectionString, builder.Environment.ApplicationName));
        builder.Services.AddPooledDbContextFactory<TContext>((services, options) => options
            .UseNpgsql(services.GetRequiredService<NpgsqlDataSource>())
            .UseSnakeCaseNamingConvention());
        builder.Services.AddScoped(services => services.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContext());
#if USE_ASPIRE
        builder.EnrichNpgsqlDbContext<TContext>(settings => settings.DisableRetry = true);
#else
        builder.Services.AddHealthChecks().AddCheck<PostgresHealthCheck>("postgres", timeout: HealthCheckTimeouts.Store);
#endif
        return builder;
    }

    internal static string RequireConnectionString(this IHostApplicationBuilder builder, string name) =>
        builder.Configuration.GetConnectionString(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException(
                $"ConnectionStrings__{name} is not set. ./run sets it; without it, set the environment variable to the server's connection string.");

    /// <summary>
    /// Statements that come again are prepared by themselves: planning the journal's takes longer than running it. A connection string with a
    /// <c>Max Auto Prepare</c> of its own decides that itself, as one behind a pooler that cannot prepare (0). Connections are not reset between uses,
    /// which would cost as much as a small query: nothing here leaves a setting, a lock or a temporary table in a session.
    /// </summary>
    public static NpgsqlDataSource CreateDataSource(string connectionString, string applicationName)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = applicationName, NoResetOnClose = true };
        if (!connectionString.Contains("Timeout", StringComparison.OrdinalIgnoreCase)) settings.Timeout = 5;
        if (!connectionString.Contains("Auto Prepare", StringComparison.OrdinalIgnoreCase)) (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages) = (MaxPrepared, 2);
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
