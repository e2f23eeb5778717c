using System.Globalization;
using Samokoder.EmbeddedHosting.Engine;
using Samokoder.EmbeddedHosting.Logs;
using Samokoder.EmbeddedHosting.Processes;

namespace Samokoder.EmbeddedHosting.Postgres;

/// <summary>The files of one server: <c>folder/data</c>, made by <c>initdb</c> on the first start.</summary>
internal sealed class PostgresCluster(ResourceContext context, string folder, string binaries, UnprivilegedUser? user)
{
    public string Data { get; } = Path.Combine(folder, "data");

    /// <exception cref="ResourceStartException"><c>initdb</c> failed.</exception>
    public async Task EnsureAsync(string superuser, string password, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        if (user is not null)
            PostgresServerUser.CheckReach(user, folder);
        if (Directory.Exists(Data))
        {
            await GiveToUserAsync(Data, cancellationToken);
            return;
        }

        context.Progress("Creating the database files…");
        await InitializeAsync(superuser, password, cancellationToken);
    }

    /// <param name="more">Arguments that win over ours.</param>
    public ProcessSpec Server(int port, IEnumerable<string> more) => new()
    {
        Command = Path.Combine(binaries, "postgres"),
        Arguments = ["-D", Data, "-p", port.ToString(CultureInfo.InvariantCulture), .. Settings.SelectMany(s => new[] { "-c", s }), .. more],
        WorkingDirectory = folder,
        User = user,
        StopSignal = StopSignal.Interrupt, // "fast shutdown": clients are cut off, everything is written
        ParentDeathSignal = StopSignal.Interrupt,
        StopTimeout = TimeSpan.FromSeconds(30),
    };

    // For two cores and little memory. Durability is not traded: fsync and synchronous_commit keep their defaults (on).
    private static IReadOnlyList<string> Settings =>
    [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "max_connections=200",
        "shared_buffers=64MB",
        "effective_cache_size=512MB",
        "maintenance_work_mem=32MB",
        "max_wal_size=512MB",
        "io_method=sync",
        "max_logical_replication_workers=0", // or a process waits for subscriptions that nobody makes
        "jit=off",
        "random_page_cost=1.1",
        "logging_collector=off",
        "log_checkpoints=off",
        "log_line_prefix=%m [%p] ",
        "log_timezone=UTC",
        "timezone=UTC",
    ];

    /// <summary>Into a folder beside, renamed when complete: a first start that is cut off leaves nothing half done.</summary>
    private async Task InitializeAsync(string superuser, string password, CancellationToken cancellationToken)
    {
        var temporary = Data + ".new";
        var passwordFile = Path.Combine(folder, "initdb.password");
        if (Directory.Exists(temporary))
            Directory.Delete(temporary, recursive: true);
        try
        {
            await File.WriteAllTextAsync(passwordFile, password, cancellationToken);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(passwordFile, UnixFileMode.UserRead);
            await GiveToUserAsync(folder, cancellationToken);
            var result = await CommandRunner.RunAsync(InitDb(superuser, temporary, passwordFile), line => context.Log(line, LogLevel.Debug), cancellationToken);
            if (result.ExitCode != 0)
                throw new ResourceStartException(Explain(result.Output));
            Directory.Move(temporary, Data);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    // The built-in C.UTF-8 locale sorts the same on every system, also after an update of the system's libraries.
    private ProcessSpec InitDb(string superuser, string data, string passwordFile) => new()
    {
        Command = Path.Combine(binaries, "initdb"),
        Arguments =
        [
            "-D", data, "-U", superuser, "--pwfile", passwordFile, "--auth", "scram-sha-256", "--encoding", "UTF8",
            "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
        ],
        WorkingDirectory = folder,
        User = user,
    };

    private async Task GiveToUserAsync(string path, CancellationToken cancellationToken)
    {
        if (user is null)
            return;
        var owner = string.Create(CultureInfo.InvariantCulture, $"{user.UserId}:{user.GroupId}");
        await CommandRunner.RunAsync(new ProcessSpec { Command = "chown", Arguments = ["-R", owner, path], WorkingDirectory = "/" }, line => context.Log(line), cancellationToken);
    }

    private string Explain(IReadOnlyList<string> output)
    {
        var causes = output.Where(l => l.Contains("FATAL", StringComparison.Ordinal) || l.Contains("error:", StringComparison.Ordinal) || FailureText.SaysDiskFull(l)).ToList();
        var said = string.Join(' ', causes.Count > 0 ? causes : output.TakeLast(4));
        return FailureText.SaysDiskFull(said) ? FailureText.DiskFull(said) : $"The database files could not be created in {folder}. initdb said: {said}";
    }
}
