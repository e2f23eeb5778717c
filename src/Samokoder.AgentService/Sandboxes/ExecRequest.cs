namespace Samokoder.AgentService.Sandboxes;

/// <summary>A command to run in a sandbox.</summary>
/// <param name="Arguments">Program and arguments; nothing is interpreted by a shell.</param>
internal sealed record ExecRequest(IReadOnlyList<string> Arguments)
{
    /// <summary>Counted from the start of the process; afterwards it is killed with its children.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Output beyond this many characters loses its middle.</summary>
    public int MaxOutputChars { get; init; } = 32_768;

    /// <summary>Relative to the workspace.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>Added to the sandbox's own few variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>True gives the command the egress that the policy allows; false tells that it needs none, which saves some 40 ms where each command has a network of its own.</summary>
    public bool Network { get; init; } = true;

    /// <summary>Ends the command when its task is done, and is then the reason: a sentence for <see cref="ExecResult.Problem"/>.</summary>
    public Func<CancellationToken, Task<string>>? Watch { get; init; }

    /// <summary>A command line for a shell: bash where there is one, because models write for it.</summary>
    public static ExecRequest Shell(string command) => new([ShellPath, "-c", command]);

    internal static string ShellPath { get; } = File.Exists("/bin/bash") ? "/bin/bash" : "/bin/sh";
}

internal enum ExecStatus
{
    /// <summary>The command ran and ended; see the exit code.</summary>
    Exited,

    /// <summary>It was killed because its time was over.</summary>
    TimedOut,

    /// <summary>No command was run: the sandbox cannot start. <see cref="ExecResult.Problem"/> says what to do.</summary>
    Unavailable,
}

/// <param name="ExitCode">Null unless it exited; 128 + signal when a signal ended it.</param>
/// <param name="Output">Standard output and error as one text, in order; head and tail when it was longer than asked for.</param>
/// <param name="TotalChars">Characters that the command wrote in all.</param>
internal sealed record ExecResult(
    ExecStatus Status, int? ExitCode, string Output, long TotalChars, bool Truncated, TimeSpan Duration, string? Problem)
{
    public bool Succeeded => Status == ExecStatus.Exited && ExitCode == 0;

    public static ExecResult Unavailable(string problem) =>
        new(ExecStatus.Unavailable, null, "", 0, Truncated: false, TimeSpan.Zero, problem);
}
