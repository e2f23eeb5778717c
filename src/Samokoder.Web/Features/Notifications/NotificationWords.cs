using Samokoder.Contracts.Notifications;
using Samokoder.Web.Features.Api;
using Samokoder.Web.Localization;

namespace Samokoder.Web.Features.Notifications;

/// <summary>A notification in the person's language.</summary>
internal static class NotificationWords
{
    public static string Title(NotificationInfo notification) => Texts.Get($"Notify.{notification.Kind}");

    /// <summary>Null when the title says it all.</summary>
    public static string? Text(NotificationInfo notification) => notification.Kind switch
    {
        NotificationKind.BudgetWarning => Texts.Get("Notify.BudgetWarning.Text", Amounts.Usd(notification.SpentUsd ?? 0), Amounts.Usd(notification.CapUsd ?? 0)),
        NotificationKind.RunFailed or NotificationKind.BudgetStopped when Texts.Language != "en" && FailureTexts.ForCode(notification.Code) is { } known => known,
        _ => notification.Detail,
    };

    public static string Icon(NotificationKind kind) => kind switch
    {
        NotificationKind.RunSucceeded => "check",
        NotificationKind.QuestionWaiting => "question",
        NotificationKind.RunFailed => "cross",
        _ => "warning",
    };

    /// <summary>Where one goes to deal with it.</summary>
    public static string? Href(NotificationInfo notification) => notification.Kind switch
    {
        NotificationKind.BudgetWarning or NotificationKind.BudgetStopped => "/usage",
        _ => notification.ProjectId is { } project ? $"/projects/{project}" : null,
    };
}
