namespace Samokoder.AgentService.Sandboxes;

/// <summary>A shell for a person.</summary>
/// <param name="Columns">From 1 to 1000.</param>
/// <param name="Rows">From 1 to 1000.</param>
internal sealed record TerminalRequest(int Columns, int Rows)
{
    public IReadOnlyList<string> Command { get; init; } = [ExecRequest.ShellPath, "-i"];
}

/// <param name="Terminal">Null when it could not be opened.</param>
/// <param name="Problem">What happened and what to do. Null when opened.</param>
internal sealed record TerminalStart(ISandboxTerminal? Terminal, string? Problem)
{
    public static TerminalStart Failed(string problem) => new(null, problem);
}
