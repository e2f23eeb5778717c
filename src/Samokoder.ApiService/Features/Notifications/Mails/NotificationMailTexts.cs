using Samokoder.Contracts.Notifications;

namespace Samokoder.ApiService.Features.Notifications.Mails;

/// <summary>What mails about notifications say, in English and Russian.</summary>
internal static class NotificationMailTexts
{
    public static (string Subject, string Text) Write(string locale, NotificationKind kind, string project, string? detail) => (locale, kind) switch
    {
        ("ru", NotificationKind.RunSucceeded) => ($"Готово: {project}", "Приложение готово."),
        ("ru", NotificationKind.RunFailed) => ($"Не закончено: {project}", $"Работа остановилась. {detail}"),
        ("ru", NotificationKind.QuestionWaiting) => ($"Вопрос: {project}", $"Работа ждёт вашего ответа:\n\n{detail}"),
        ("ru", NotificationKind.BudgetStopped) => ($"Остановлено по лимиту: {project}", $"Работа остановилась: лимит расходов не оставил места. {detail}"),
        ("ru", _) => ("Лимит месяца почти исчерпан", "Потрачена большая часть лимита этого месяца. Когда он кончится, работа платных моделей остановится."),
        (_, NotificationKind.RunSucceeded) => ($"Ready: {project}", "The app is ready."),
        (_, NotificationKind.RunFailed) => ($"Not finished: {project}", $"The work stopped. {detail}"),
        (_, NotificationKind.QuestionWaiting) => ($"A question: {project}", $"The work waits for your answer:\n\n{detail}"),
        (_, NotificationKind.BudgetStopped) => ($"Stopped by a limit: {project}", $"The work stopped because a limit left no room. {detail}"),
        _ => ("This month’s limit is nearly spent", "Most of this month’s limit is spent. When nothing is left, work with paid models stops."),
    };

    public static string Frame(string locale, string text, string page, string settings) => locale == "ru"
        ? $"Здравствуйте!\n\n{text.Trim()}\n\nОткрыть: {page}\n\nТакие письма можно отключить в настройках: {settings}\n"
        : $"Hello,\n\n{text.Trim()}\n\nOpen it: {page}\n\nYou can switch these mails off in the settings: {settings}\n";
}
