namespace Samokoder.Contracts.Notifications;

public enum NotificationKind
{
    RunSucceeded,
    RunFailed,

    /// <summary>A run waits for an answer.</summary>
    QuestionWaiting,

    /// <summary>80 % of the month's limit are spent.</summary>
    BudgetWarning,

    /// <summary>A run ended because a limit left no room for its next model call.</summary>
    BudgetStopped,
}

/// <param name="Seq">Position among the user's notifications, from 1 without gaps: the id in the event stream.</param>
/// <param name="ProjectId">Null when it belongs to no project, or the project was deleted.</param>
/// <param name="Code">For failures, one of <see cref="ErrorCodes"/>.</param>
/// <param name="Detail">The question, or the sentence that says what happened and what to do.</param>
/// <param name="SpentUsd">Set for a budget warning, as is <paramref name="CapUsd"/>.</param>
public sealed record NotificationInfo(
    Guid Id, long Seq, NotificationKind Kind, Guid? ProjectId, string? ProjectName, Guid? RunId, string? Code, string? Detail,
    decimal? SpentUsd, decimal? CapUsd, DateTimeOffset CreatedAt, DateTimeOffset? ReadAt);

/// <summary>One page, newest first.</summary>
/// <param name="Unread">Of all the user's notifications.</param>
public sealed record NotificationPage(IReadOnlyList<NotificationInfo> Items, string? NextCursor, int Unread);

/// <summary>How many are unread, as an event of the stream.</summary>
public sealed record UnreadNotifications(int Unread)
{
    public const string EventType = "unread";
}
