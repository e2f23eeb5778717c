namespace Samokoder.Contracts.Previews;

public enum PreviewStatus
{
    Stopped,
    Starting,
    Running,
    Failed,
}

/// <param name="Url">Opens the preview; carries a fresh ticket, good for minutes. Null while there is nothing to open.</param>
/// <param name="Error">Why it failed, with the end of its output.</param>
/// <param name="Share">Who else may see it.</param>
/// <param name="DatabaseFull">The app's database is larger than an app may have: the app may only read and delete until it is smaller.</param>
public sealed record PreviewInfo(PreviewStatus Status, string? Url, string? Error, DateTimeOffset? StartedAt, PreviewShare? Share = null, bool DatabaseFull = false);

/// <summary>What AgentService's internal preview endpoints answer.</summary>
/// <param name="LogTail">The newest lines of the dev server's output.</param>
public sealed record PreviewState(
    string PreviewId, Guid ProjectId, PreviewStatus Status, string? Error, DateTimeOffset? StartedAt, IReadOnlyList<string> LogTail, bool DatabaseFull = false);
