using System.Text.RegularExpressions;
using Samokoder.AgentService.Llm.Demo.Generation;
using Samokoder.AgentService.Llm.Demo.Parsing;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Conversation;

/// <summary>What the demo model says, in the language of the prompt.</summary>
internal sealed partial class DemoTexts(Language language)
{
    public Language Language { get; } = language;

    public string Label => Say("Made by the built-in demo generator, not by a language model.", "Сделано встроенным демонстрационным генератором, а не языковой моделью.");

    public string LookFirst => Say("Let me look at the app first.", "Сначала посмотрю, что уже есть.");

    public string ReadSpec => Say("There is an app already. I will read its description.", "Приложение уже есть. Читаю его описание.");

    public string WritingRest => Say("Now the components.", "Теперь компоненты.");

    public string WritingPage => Say("And the page that brings them together.", "И страница, которая собирает их вместе.");

    public string Changing => Say("I will change what is needed and leave the rest alone.", "Изменю то, что нужно, остальное не трогаю.");

    public string TryWritingAgain => Say("A file could not be written. I will try it once more.", "Один из файлов не записался. Пробую ещё раз.");

    public string StartingPreview => Say("Everything is written. I will start the preview.", "Всё записано. Запускаю предпросмотр.");

    public string TryPreviewAgain => Say("The preview did not start. I will try it once more.", "Предпросмотр не запустился. Пробую ещё раз.");

    public string CheckingPreview => Say("The preview is starting. I will check how it is doing.", "Предпросмотр запускается. Проверю, всё ли в порядке.");

    public string Done => Say("Done.", "Готово.");

    public string NotRecognised => Say(
        "I did not recognise a kind of list or fields in the request, so this is a general list with a title, notes and a checkbox. Name the fields, for example “books with title, author and rating”, and I can do better.",
        "В запросе не удалось узнать ни вид списка, ни поля, поэтому получился общий список с названием, заметками и флажком. Перечислите поля, например «книги: название, автор, рейтинг», и выйдет точнее.");

    public string NothingToChange => Say(
        "There is no app here yet that could be changed. Describe one first, for example: “A shopping list with name, quantity and a bought checkbox”.",
        "Здесь ещё нет приложения, которое можно изменить. Сначала опишите его, например: «Список покупок с названием, количеством и флажком куплено».");

    public string NothingChanged => Say("Nothing was changed.", "Ничего не изменено.");

    public string TooManyLists => Say("An app can have six lists at most, so nothing was changed.", "В приложении может быть не больше шести списков, поэтому ничего не изменено.");

    public string CannotDo => Say(
        "This is beyond the built-in demo generator, so nothing was changed. It can add, remove, rename and reorder fields, add lists, sort, group, show a board or a chart, rename the app, and change its theme and colour. For anything else, add the key of a language model in Settings.",
        "Это не под силу встроенному демонстрационному генератору, поэтому ничего не изменено. Он умеет добавлять, убирать, переименовывать и переставлять поля, добавлять списки, сортировать, группировать, показывать доску или диаграмму, менять название, тему и цвет. Для остального добавьте в настройках ключ языковой модели.");

    public string WhatShouldChange => Say(
        "I am the built-in demo generator and did not understand this change. I change fields, lists, their order and look; a language model with your own key understands everything. What should I change?",
        "Я встроенный демонстрационный генератор и не понял это изменение. Я меняю поля, списки, их порядок и вид; языковая модель с вашим ключом понимает всё. Что изменить?");

    public string BuildNothing => Say("Build nothing", "Ничего не строить");

    public string NothingBuilt => Say("Nothing was built. Describe a list or a tracker, and I will build it; for other apps add the key of a language model in Settings.", "Ничего не построено. Опишите список или трекер, и я его сделаю; для других приложений добавьте в настройках ключ языковой модели.");

    public string WritingAnew => Say("This file is not as I left it, so I write it anew.", "Этот файл изменился с прошлого раза, записываю его заново.");

    public string Tidying => Say("These files are no longer used.", "Эти файлы больше не нужны.");

    public string LookAtFailure(string rung) => Say($"The check “{rung}” failed. I will look at the app's description.", $"Проверка «{rung}» не прошла. Смотрю описание приложения.");

    public string WrittenAgain(string rung) => Say($"After the check “{rung}” failed I wrote the sources once more.", $"После того как проверка «{rung}» не прошла, исходники записаны ещё раз.");

    public string CannotRepair(string rung) => Say(
        $"The check “{rung}” still fails, and writing the sources anew is the only repair that the demo generator knows. Go back to an earlier version, or add the key of a language model.",
        $"Проверка «{rung}» по-прежнему не проходит, а записать исходники заново — единственная починка, которую знает демонстрационный генератор. Вернитесь к прошлой версии или добавьте ключ языковой модели.");

    public string CannotBuild(LimitTexts wish) => Say(
        $"{wish.Why} I am the built-in demo generator: I build lists and trackers. A language model with your own key, added in Settings, can build this. The nearest that I can build is below; you can also write another list.",
        $"{wish.Why} Я встроенный демонстрационный генератор и делаю списки и трекеры. Языковая модель с вашим ключом (он добавляется в настройках) справится. Ближайшее, что могу я, — ниже; можно написать и другой список.");

    public string CannotAdd(LimitTexts wish) => Say(
        $"{wish.Why} I am the built-in demo generator; a language model with your own key could go further. Shall I do the nearest thing instead?",
        $"{wish.Why} Я встроенный демонстрационный генератор; языковая модель с вашим ключом может больше. Сделать вместо этого ближайшее?");

    public string? SmallTalk(string request, bool hasApp)
    {
        var words = Words.Fold(request).Trim('.', '!', '?', ' ', ',');
        if (Greeting().IsMatch(words))
            return hasApp ? Abilities : FirstHelp;
        if (Thanks().IsMatch(words))
            return Say("You are welcome! What should be different next?", "Пожалуйста! Что изменить дальше?");
        return hasApp && Undoing().IsMatch(words) ? Say("Every change is kept as a version: open Versions beside the preview and restore the one you want. Nothing was changed.", "Каждое изменение сохранено как версия: откройте «Версии» рядом с предпросмотром и восстановите нужную. Ничего не изменено.") : null;
    }

    private string Abilities => Say(
        "I am the built-in demo generator. Try “add a due date”, “make it dark”, “rename it to …”, “sort by …”, “make … required”, “show it as a board”, “add a chart”, “add a list of clients with name and phone”.",
        "Я встроенный демонстрационный генератор. Попробуйте «добавь срок», «сделай тёмной», «переименуй в …», «отсортируй по …», «сделай … обязательным», «покажи доской», «добавь диаграмму», «добавь список клиентов: имя, телефон».");

    private string FirstHelp => Say(
        "I am the built-in demo generator: I build lists and trackers. Describe one, for example “an expense tracker with amount, category (food, transport), date and a chart”.",
        "Я встроенный демонстрационный генератор и делаю списки и трекеры. Опишите, например: «трекер расходов: сумма, категория (еда, транспорт), дата и график».");

    /// <summary>Changes that suit this app, in words that the generator understands.</summary>
    public string[] Suggestions(AppSpec spec)
    {
        var fields = spec.Entities[0].Fields;
        string?[] fitting =
        [
            fields.All(field => field.Type != FieldType.Date) ? Say("Add a due date", "Добавь срок") : Say("Sort by date", "Отсортируй по дате"),
            spec.Theme == Theme.Dark ? Say("Make it light", "Сделай светлой") : Say("Make it dark", "Сделай тёмной"),
            spec.Entities[0].Board is null && fields.Any(field => field.Options is not null) ? Say("Show it as a board", "Покажи доской") : null,
            spec.Entities[0].Chart is null && fields.Any(field => field.Type is FieldType.Money or FieldType.Choice) ? Say("Add a chart", "Добавь диаграмму") : Say("Add a rating", "Добавь оценку"),
        ];
        return [.. fitting.OfType<string>()];
    }

    public string TryNext(AppSpec spec) => Say(
        $"Next, try: {string.Join(", ", Suggestions(spec).Take(3).Select(one => $"“{one.ToLowerInvariant()}”"))}.",
        $"Попробуйте дальше: {string.Join(", ", Suggestions(spec).Take(3).Select(one => $"«{one.ToLowerInvariant()}»"))}.");

    public IEnumerable<string> OfAttachments(Attached attached)
    {
        if (attached.Table is { } table)
            yield return Say($"The fields and {table.Rows.Count} entries come from the attached table.", $"Поля и записи ({table.Rows.Count}) взяты из приложенной таблицы.");
        if (attached.Unread.Count > 0)
            yield return Say(
                $"I did not use {string.Join(", ", attached.Unread.Select(name => $"“{name}”"))}: I cannot look at images, and of files I only read tables (CSV).",
                $"Не использовано: {string.Join(", ", attached.Unread.Select(name => $"«{name}»"))}. Смотреть картинки я не умею, а из файлов читаю только таблицы (CSV).");
    }

    public string AddAsTab => Say("Add it as a tab", "Добавить вкладкой");

    public string ReplaceApp => Say("Replace the app", "Заменить приложение");

    public string LeaveAsIs => Say("Leave the app as it is", "Оставить как есть");

    public string SpecDamaged => Say(
        $"I cannot read the app's description in {AppSpec.Path}, which I need to change the app. Nothing was changed. Restore the file from an earlier checkpoint, or describe the whole app again.",
        $"Не удаётся прочитать описание приложения в {AppSpec.Path}, без него изменить приложение нельзя. Ничего не изменено. Верните файл из прошлой точки или опишите приложение целиком.");

    public string Intro(AppSpec spec) => Say($"I'll build “{spec.Title}”: {Fields(spec)}.", $"Сделаю «{spec.Title}»: {Fields(spec)}.");

    public string LeftOut(IReadOnlyList<string> wishes) => Say($"Left out, because the demo generator cannot do it: {string.Join(", ", wishes)}.", $"Не вошло, демонстрационный генератор этого не умеет: {string.Join(", ", wishes)}.");

    public string AddOrReplace(string title) => Say($"There is an app here already. What should happen with “{title}”?", $"Здесь уже есть приложение. Что сделать с «{title}»?");

    public string CannotReplace(string title) => Say($"There is an app here already, so I did not write “{title}” over it. Start a new project for it.", $"Здесь уже есть приложение, поэтому «{title}» его не заменило. Создайте для него новый проект.");

    public string AddedTab(string title) => Say($"Added “{title}” as a tab.", $"Добавлена вкладка «{title}».");

    public string Built(AppSpec spec) => Say(
        $"“{spec.Title}” is ready. You can add, edit, delete, search, filter and sort; the data stays in your browser.",
        $"«{spec.Title}» готово. Можно добавлять, изменять, удалять, искать, фильтровать и сортировать; данные остаются в вашем браузере.");

    public string Changed(IReadOnlyList<string> sentences) => string.Join(' ', sentences);

    public string WriteFailed(string path, string error) => Say(
        $"I could not finish: {path} could not be written ({error}). The other files are there. Try again; if it stays like this, look at the workspace's disk space.",
        $"Закончить не удалось: файл {path} не записался ({error}). Остальные файлы на месте. Попробуйте ещё раз, а если не поможет, проверьте место на диске.");

    public string PreviewFailed(string error) => Say($"The files are written, but the preview did not start: {error}", $"Файлы записаны, но предпросмотр не запустился: {error}");

    public string WithoutTools(AppSpec spec) => Say(
        $"{Label} With file tools I would build “{spec.Title}”: {Fields(spec)}.",
        $"{Label} Если дать инструменты для работы с файлами, получится «{spec.Title}»: {Fields(spec)}.");

    public string TaskTitle(AppSpec spec) => Say($"“{spec.Title}”: form, list and storage", $"«{spec.Title}»: форма, список и хранение");

    /// <summary>Sentences that <see cref="DemoTester"/> can try; a quote in a name would end the quotes around it.</summary>
    public string[] Checks(AppSpec spec)
    {
        var heading = Say($"The page shows the heading “{spec.Title}”.", $"На странице есть заголовок «{spec.Title}».");
        var path = EntryPath.Of(spec);
        return path is null ? [heading] : [heading, Say(
            $"After {(path.Opening is null ? "" : $"pressing “{path.Opening}”, ")}typing “{path.Example}” into “{path.Field}” and pressing “{path.Adding}”, the list has “{path.Example}”.",
            $"Если {(path.Opening is null ? "" : $"нажать «{path.Opening}», ")}ввести «{path.Example}» в «{path.Field}» и нажать «{path.Adding}», в списке есть «{path.Example}».")];
    }

    public string[] Tasks(bool isNew) => isNew
        ? [Say("Read the request", "Разобрать запрос"), Say("Describe and keep the data", "Описать и хранить данные"), Say("Build the interface", "Собрать интерфейс"), Say("Start the preview and look at it", "Запустить предпросмотр и проверить")]
        : [Say("Look at the app", "Посмотреть приложение"), Say("Change it", "Внести изменения"), Say("Look at the preview", "Проверить предпросмотр")];

    public bool IsReplace(string answer) => Has(answer, "replace", "замен");

    public bool IsAdd(string answer) => Has(answer, "add", "tab", "добав", "вкладк");

    private static bool Has(string answer, params string[] words) => words.Any(word => answer.Contains(word, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"^(?:hi|hello|hey|help|what can you do|who are you|привет|здравствуй(?:те)?|помощь|помоги|что ты умеешь|что умеешь|кто ты)$")]
    private static partial Regex Greeting();

    [GeneratedRegex(@"^(?:thanks?(?: you)?|thx|great|cool|nice|perfect|good job|well done|awesome|looks good|спасибо|отлично|супер|круто|класс|хорошо)(?: (?:a lot|very much|job|work|большое))?$")]
    private static partial Regex Thanks();

    [GeneratedRegex(@"^(?:undo(?: (?:it|that|this|the last change))?|revert(?: (?:it|that|this|the last change))?|go back|restore|верни(?: (?:как было|назад|обратно))?|отмени(?: (?:это|последнее|изменени\w+))?|откати(?:сь)?(?: назад)?)$")]
    private static partial Regex Undoing();

    private static string Fields(AppSpec spec) => string.Join("; ", spec.Entities.Select(entity =>
        (spec.Entities.Count > 1 ? entity.Label + ": " : "") + string.Join(", ", entity.Fields.Select(field => field.Label.ToLowerInvariant()))));

    private string Say(string english, string russian) => Language == Language.Ru ? russian : english;
}
