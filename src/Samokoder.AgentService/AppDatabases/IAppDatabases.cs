namespace Samokoder.AgentService.AppDatabases;

/// <summary>The databases of generated apps: one and a role of its own for each app whose starter asks for it, on the server <c>appdb</c>.</summary>
internal interface IAppDatabases
{
    /// <summary>
    /// The project's way to its database, opened when first asked for; null when its app has none. The server is not asked before the app first
    /// connects: then role and database are made, if they are not there, and the role gets its password, which is the same in every process that knows the server.
    /// </summary>
    /// <param name="folder">Where the socket is made.</param>
    AppDatabaseDoor? Open(Guid projectId, string folder);

    /// <summary>Drops the project's database with all data, and its role.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The server does not answer.</exception>
    Task RemoveAsync(Guid projectId, CancellationToken cancellationToken);

    /// <summary>Bytes of each database on the server, by project; none when there is no server or it does not answer.</summary>
    Task<IReadOnlyDictionary<Guid, long>> MeasureAsync(CancellationToken cancellationToken);
}

/// <param name="SocketName">In the folder that was given. Named as PostgreSQL's own clients expect it.</param>
/// <param name="Url">What the app is told. Holds the password of its role.</param>
internal sealed record AppDatabaseDoor(string SocketName, string Url)
{
    /// <summary>Where the database is on the sandbox's loopback.</summary>
    public const int Port = 5432;

    public const string Variable = "DATABASE_URL";

    public override string ToString() => SocketName;
}
