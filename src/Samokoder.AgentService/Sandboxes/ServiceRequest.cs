namespace Samokoder.AgentService.Sandboxes;

/// <summary>A long-running process in a sandbox, for example a dev server.</summary>
/// <param name="Command">A shell command line.</param>
/// <param name="PortVariable">The environment variable that tells it on which loopback port to listen.</param>
internal sealed record ServiceRequest(string Command, string PortVariable = "PORT")
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How many lines of output are kept.</summary>
    public int LogLines { get; init; } = 400;
}

/// <param name="Service">Null when it could not be started.</param>
/// <param name="Problem">What happened and what to do. Null when started.</param>
internal sealed record ServiceStart(ISandboxService? Service, string? Problem)
{
    public static ServiceStart Failed(string problem) => new(null, problem);
}

/// <summary>A running service. Disposing stops it.</summary>
internal interface ISandboxService : IAsyncDisposable
{
    /// <summary>Where this machine reaches its port: <c>unix:/path</c> or <c>http://host:port</c>. Valid once <see cref="Listening"/> is done.</summary>
    string Address { get; }

    /// <summary>True when the port accepts connections; false when the process ended first. Never faulted.</summary>
    Task<bool> Listening { get; }

    /// <summary>Done when the process has ended, by itself or stopped. Never faulted.</summary>
    Task<ServiceExit> Completion { get; }

    /// <summary>When a connection was last open, to about ten seconds; null where that is not known.</summary>
    DateTimeOffset? LastUsed { get; }

    /// <summary>The newest lines of output, oldest first.</summary>
    IReadOnlyList<string> LogTail();

    /// <summary>Kills it with all its children and waits for the end.</summary>
    Task StopAsync();

    /// <summary>Like <see cref="StopAsync"/>, but as an end that nobody asked for; <paramref name="problem"/> says why.</summary>
    Task EndAsync(string problem);
}

/// <param name="ExitCode">128 + signal when a signal ended it.</param>
/// <param name="Stopped">True when it ended because we stopped it.</param>
/// <param name="Problem">What the sandbox knows about the reason, for example that memory ran out.</param>
internal sealed record ServiceExit(int ExitCode, bool Stopped, string? Problem = null);
