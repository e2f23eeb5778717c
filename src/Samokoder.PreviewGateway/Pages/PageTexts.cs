namespace Samokoder.PreviewGateway.Pages;

/// <param name="Title">What is the case.</param>
/// <param name="Text">What to do about it.</param>
internal sealed record PageText(string Title, string Text);

/// <summary>What pages say in one language.</summary>
internal sealed record PageTexts(
    string Language, string Output, string Retry, string Studio, string Slow, IReadOnlyDictionary<string, PageText> States)
{
    private static readonly PageTexts English = new(
        "en", "What the app's server printed", "Try again", "Open the studio", "This takes longer than usual.",
        new Dictionary<string, PageText>(StringComparer.Ordinal)
        {
            ["starting"] = new("Starting your app", "The page turns into the app as soon as it answers."),
            ["failed"] = new("The app did not start", "Ask for a fix in the studio, or try again."),
            ["unavailable"] = new("The app cannot be started right now", "The service that runs apps does not answer. The page tries again by itself."),
            ["forbidden"] = new("This preview is private", "Open it from the studio, or ask its owner for a new link: links end after their time, and when their owner says so."),
            ["unknown"] = new("There is no such preview", "Its project may have been deleted. Look in the studio for the projects you have."),
            ["broken"] = new("The app broke off its answer", "It may be restarting or have crashed. Try again; if it stays so, ask for a fix in the studio."),
            ["too-many"] = new("Too many requests at once", "This preview is asked for more than it may answer. Wait a moment and try again."),
            ["too-large"] = new("That is too large to send", "The request is larger than this preview takes."),
            ["no-such-path"] = new("There is nothing here", "Paths under /__samokoder/ belong to the preview gateway. Open the app's own pages instead."),
        });

    private static readonly PageTexts Russian = new(
        "ru", "Что напечатал сервер приложения", "Попробовать ещё раз", "Открыть студию", "Это дольше обычного.",
        new Dictionary<string, PageText>(StringComparer.Ordinal)
        {
            ["starting"] = new("Запускаем приложение", "Как только оно ответит, страница сама станет приложением."),
            ["failed"] = new("Приложение не запустилось", "Попросите исправить его в студии или попробуйте ещё раз."),
            ["unavailable"] = new("Сейчас приложение не запустить", "Служба, которая запускает приложения, не отвечает. Страница попробует снова сама."),
            ["forbidden"] = new("Это закрытый просмотр", "Откройте его из студии или попросите у владельца новую ссылку: ссылки действуют до своего срока или пока владелец их не отзовёт."),
            ["unknown"] = new("Такого просмотра нет", "Возможно, проект удалён. Посмотрите в студии, какие проекты у вас есть."),
            ["broken"] = new("Приложение оборвало ответ", "Возможно, оно перезапускается или упало. Попробуйте ещё раз, а если не поможет — попросите исправить его в студии."),
            ["too-many"] = new("Слишком много запросов сразу", "К этому просмотру обращаются чаще, чем можно. Подождите немного и попробуйте ещё раз."),
            ["too-large"] = new("Слишком большой запрос", "Запрос больше, чем принимает этот просмотр."),
            ["no-such-path"] = new("Здесь ничего нет", "Адреса под /__samokoder/ принадлежат шлюзу просмотра. Откройте страницы самого приложения."),
        });

    /// <summary>Russian for those who ask for it before English, otherwise English.</summary>
    public static PageTexts For(HttpRequest request)
    {
        foreach (var language in request.GetTypedHeaders().AcceptLanguage.OrderByDescending(language => language.Quality ?? 1))
        {
            if (language.Value.StartsWith("ru", StringComparison.OrdinalIgnoreCase)) return Russian;
            if (language.Value.StartsWith("en", StringComparison.OrdinalIgnoreCase)) return English;
        }

        return English;
    }
}
