namespace Samokoder.AgentService.AppDatabases;

/// <summary>
/// Takes the right to write to its database from an app, and gives it back. An owner can give itself every right, so everything that the app owns
/// goes to a role that nobody can be, and with it whatever would run with that role's rights is switched off; docs/adr/0074 says more.
/// </summary>
internal sealed class AppDatabaseHold(AppDatabaseServer server)
{
    /// <summary>It may make room, so that it gets the right back.</summary>
    private const string MakeRoom = "SELECT, DELETE, TRUNCATE";

    /// <summary>For one that grew on in spite of all this.</summary>
    private const string Read = "SELECT";

    // Nobody who holds a lock, or comes back for one, keeps the change waiting. A crash after it heals: making the database ready lets the app in.
    private static readonly string[] LockOut = ["ALTER ROLE {0} NOLOGIN", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{0}'"];

    /// <summary>{0} is the app's role and database, {1} what it may do with its tables.</summary>
    private const string Take =
        $$"""
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{{AppDatabaseServer.HeldPrefix}}{0}') THEN CREATE ROLE {{AppDatabaseServer.HeldPrefix}}{0} NOLOGIN; END IF;
        END $$;
        REVOKE TEMPORARY ON DATABASE {0} FROM {0};
        REASSIGN OWNED BY {0} TO {{AppDatabaseServer.HeldPrefix}}{0};
        REVOKE ALL ON SCHEMA public FROM PUBLIC, {0};
        GRANT USAGE ON SCHEMA public TO {0};
        REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {0};
        REVOKE INSERT ON ALL TABLES IN SCHEMA public FROM {{AppDatabaseServer.HeldPrefix}}{0};
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO {0};
        DO $$ DECLARE it RECORD; BEGIN
          FOR it IN SELECT c.oid::regclass AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') LOOP
            EXECUTE format('GRANT {1} ON %s TO {0}', it.name);
            EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', it.name);
          END LOOP;
          FOR it IN SELECT r.ev_class::regclass AS name, r.rulename AS rule FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
                    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') LOOP
            EXECUTE format('ALTER TABLE %s DISABLE RULE %I', it.name, it.rule);
          END LOOP;
          FOR it IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace LOOP
            EXECUTE format('ALTER ROUTINE %s SECURITY INVOKER', it.name);
          END LOOP;
        END $$;
        REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea), lo_put(oid, bigint, bytea), lo_open(oid, integer) FROM PUBLIC;
        ALTER ROLE {0} LOGIN;
        """;

    // The app had all rights on what it owned, so it loses none of its own here; who else but itself could it have given some?
    private const string Give =
        $$"""
        REASSIGN OWNED BY {{AppDatabaseServer.HeldPrefix}}{0} TO {0};
        GRANT ALL ON SCHEMA public TO {0};
        GRANT ALL ON ALL TABLES IN SCHEMA public TO {0};
        GRANT TEMPORARY ON DATABASE {0} TO {0};
        DO $$ DECLARE it RECORD; BEGIN
          FOR it IN SELECT c.oid::regclass AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') LOOP
            EXECUTE format('ALTER TABLE %s ENABLE TRIGGER USER', it.name);
          END LOOP;
          FOR it IN SELECT r.ev_class::regclass AS name, r.rulename AS rule FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
                    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') LOOP
            EXECUTE format('ALTER TABLE %s ENABLE RULE %I', it.name, it.rule);
          END LOOP;
        END $$;
        GRANT EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea), lo_put(oid, bigint, bytea), lo_open(oid, integer) TO PUBLIC;
        DROP OWNED BY {{AppDatabaseServer.HeldPrefix}}{0};
        DROP ROLE {{AppDatabaseServer.HeldPrefix}}{0};
        """;

    // Deleted rows leave holes; only a table that is written anew is smaller.
    private const string Shrink = "VACUUM FULL";

    private const string Deleted = "SELECT COALESCE(SUM(n_tup_del), 0)::bigint FROM pg_stat_user_tables";

    /// <summary>Ends its connections and lets it read and delete only. Safe to repeat.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The server refused or does not answer.</exception>
    public Task TakeAsync(string name, CancellationToken cancellationToken) => TakeAsync(name, MakeRoom, cancellationToken);

    /// <summary>Lets it read only.</summary>
    /// <inheritdoc cref="TakeAsync"/>
    public Task SealAsync(string name, CancellationToken cancellationToken) => TakeAsync(name, Read, cancellationToken);

    /// <summary>Everything is the app's again.</summary>
    /// <inheritdoc cref="TakeAsync"/>
    public Task GiveAsync(string name, CancellationToken cancellationToken) => server.RunAsync(name, Give, [name], cancellationToken);

    /// <summary>Gives the disk what deleted rows took.</summary>
    /// <inheritdoc cref="TakeAsync"/>
    public Task ShrinkAsync(string name, CancellationToken cancellationToken) => server.RunAsync(name, Shrink, [], cancellationToken);

    /// <summary>How many rows were ever deleted from its tables, as the server's statistics say, which may be a second late.</summary>
    /// <inheritdoc cref="TakeAsync"/>
    public Task<long> DeletedAsync(string name, CancellationToken cancellationToken) => server.AskAsync(name, Deleted, cancellationToken);

    private async Task TakeAsync(string name, string left, CancellationToken cancellationToken)
    {
        foreach (var statement in LockOut)
            await server.RunAsync(name, statement, [name], cancellationToken);
        await server.RunAsync(name, Take, [name, left], cancellationToken);
    }
}
