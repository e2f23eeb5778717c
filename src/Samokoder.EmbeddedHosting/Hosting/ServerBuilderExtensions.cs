using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static class PostgresBuilderExtensions
{
    /// <summary>Adds a PostgreSQL server that listens on loopback. Without a password parameter one is generated and kept.</summary>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        var secret = password?.Resource ?? ParameterResourceBuilderExtensions.DefaultPassword(builder, name);
        return builder.AddResource(new PostgresServerResource(name, userName?.Resource, secret))
            .WithAnnotation(new EndpointAnnotation(PostgresServerResource.PrimaryEndpointName, "tcp", port, targetPort: null, environmentVariable: null));
    }

    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null) =>
        builder.ApplicationBuilder.AddResource(new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource));

    /// <summary>Adds arguments to the server's command line, for example <c>-c shared_buffers=8MB</c>. They win over the engine's own.</summary>
    public static IResourceBuilder<PostgresServerResource> WithArgs(this IResourceBuilder<PostgresServerResource> builder, params string[] args) =>
        builder.WithAnnotation(new ArgumentsAnnotation(args));

    /// <summary>Names the volume. This engine keeps the data of every server in the data folder, in a folder of this name or the resource's.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(
        this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false)
    {
        if (isReadOnly)
            throw new DistributedApplicationException($"The data volume of '{builder.Resource.Name}' cannot be read-only: PostgreSQL writes to it.");
        return builder.WithAnnotation(new DataVolumeAnnotation(name));
    }
}

public static class RedisBuilderExtensions
{
    /// <summary>Adds a server that speaks the Redis protocol on loopback. Without a password parameter one is generated and kept.</summary>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        var secret = password?.Resource ?? ParameterResourceBuilderExtensions.DefaultPassword(builder, name);
        return builder.AddResource(new RedisResource(name, secret))
            .WithAnnotation(new EndpointAnnotation(RedisResource.PrimaryEndpointName, "tcp", port, targetPort: null, environmentVariable: null));
    }
}
