namespace Samokoder.EmbeddedHosting.Logs;

internal enum LogLevel
{
    Trace,
    Debug,
    Information,
    Warning,
    Error,
    Critical,
}

/// <param name="Sequence">Rises over all resources; says what a reader has seen.</param>
/// <param name="Text">At most <see cref="LogStore.MaxLineLength"/> characters; may hold ANSI colours.</param>
internal sealed record LogLine(long Sequence, string Resource, DateTimeOffset Time, LogLevel Level, string Text);
