using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Samokoder.ServiceDefaults.Storage;

public static class RedisExtensions
{
    /// <summary>
    /// Registers the <see cref="IConnectionMultiplexer"/> of the connection string <paramref name="connectionName"/>. It connects in the
    /// background and again after Redis was away, so that a service starts without it. The readiness check reports it as degraded
    /// only: Redis carries hints and caches.
    /// </summary>
    public static IHostApplicationBuilder AddRedis(this IHostApplicationBuilder builder, string connectionName)
    {
#if USE_ASPIRE
        builder.AddRedisClient(connectionName, configureOptions: Configure);
#else
        var connectionString = builder.RequireConnectionString(connectionName);
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ =>
        {
            var options = ConfigurationOptions.Parse(connectionString);
            Configure(options);
            return ConnectionMultiplexer.Connect(options);
        });
        builder.Services.AddHealthChecks().AddCheck<RedisHealthCheck>(
            "redis", Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Degraded, timeout: HealthCheckTimeouts.Store);
#endif
        return builder;
    }

    private static void Configure(ConfigurationOptions options)
    {
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 2000;
        options.AsyncTimeout = 2000;
        options.SyncTimeout = 2000;
        options.KeepAlive = 15;
        options.ReconnectRetryPolicy = new LinearRetry(500);
        options.BacklogPolicy = BacklogPolicy.FailFast;
    }
}
