namespace Samokoder.Contracts.Sandboxes;

/// <summary>
/// The first text message of a terminal's WebSocket to the client. Binary messages are bytes of the terminal: what it shows to the client, what the
/// person types to the server. They may be cut anywhere.
/// </summary>
/// <param name="Session">In the query of another connection it leads back to the same shell. Another one than asked for: that shell is gone, this is new.</param>
/// <param name="Position">Of the next byte among all that the shell has written. A client that counts on from here can go on after its last one.</param>
/// <param name="Replayed">How many of the next bytes were written before: what they ask a terminal must not be answered again.</param>
public sealed record TerminalReady(Guid Session, long Position, long Replayed)
{
    public string Type => "ready";
}

/// <summary>The last text message to the client: this connection ends, and mostly the shell has.</summary>
/// <param name="ExitCode">Of a shell that has exited.</param>
/// <param name="Detail">What happened and what to do, where there is more to say than the reason.</param>
public sealed record TerminalEnded(TerminalEnd Reason, int? ExitCode = null, string? Detail = null)
{
    public string Type => "ended";
}

public enum TerminalEnd
{
    /// <summary>The shell has exited, or was ended; the detail says why.</summary>
    Exited,

    /// <summary>Nothing was typed and nothing shown for long.</summary>
    Idle,

    /// <summary>The shell goes on in another connection with the same session.</summary>
    TakenOver,

    /// <summary>The project has as many terminals as it may.</summary>
    TooMany,

    /// <summary>The person has as many terminals in all their projects as one may.</summary>
    TooManyOfPerson,

    /// <summary>No shell could be started; the detail says why.</summary>
    Unavailable,

    /// <summary>The sign-in that opened it is over. So is the shell.</summary>
    SignedOut,
}

/// <summary>A text message to the server.</summary>
/// <param name="Type"><c>resize</c>: the terminal has another size. <c>seen</c>: that much of the output was shown.</param>
/// <param name="Columns">From 1 to 1000.</param>
/// <param name="Rows">From 1 to 1000.</param>
/// <param name="Position">
/// Of the last byte that was shown. A client that says so once is sent no more than <see cref="Window"/> beyond it: a browser takes
/// whatever comes, faster than it can show it.
/// </param>
public sealed record TerminalCommand(string Type, int Columns = 0, int Rows = 0, long Position = 0)
{
    public const string Resize = "resize";
    public const string Seen = "seen";

    /// <summary>Bytes.</summary>
    public const int Window = 256 * 1024;

    public static bool IsSize(int columns, int rows) => columns is >= 1 and <= 1000 && rows is >= 1 and <= 1000;
}
