using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Conversation;

/// <summary>What the demo model says, in the language of the prompt.</summary>
internal sealed class DemoTexts(Language language)
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
        "This is beyond the built-in demo generator, so nothing was changed. It can add, remove and rename fields, add a list, rename the app, and change its theme and colour. For anything else, add the key of a language model.",
        "Это не под силу встроенному демонстрационному генератору, поэтому ничего не изменено. Он умеет добавлять, убирать и переименовывать поля, добавлять списки, менять название, тему и цвет. Для остального добавьте ключ языковой модели.");

    public string WhatShouldChange => Say(
        "I am a built-in generator and did not understand this change. I can add, remove or rename a field, rename the app, and change its theme or colour. What should I change?",
        "Я встроенный генератор и не понял это изменение. Я могу добавить, убрать или переименовать поле, изменить название, тему или цвет. Что изменить?");

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

    public string[] Checks(AppSpec spec) =>
        [Say($"The page shows the heading “{spec.Title}”.", $"На странице есть заголовок «{spec.Title}».")];

    public string[] Tasks(bool isNew) => isNew
        ? [Say("Read the request", "Разобрать запрос"), Say("Describe and keep the data", "Описать и хранить данные"), Say("Build the interface", "Собрать интерфейс"), Say("Start the preview and look at it", "Запустить предпросмотр и проверить")]
        : [Say("Look at the app", "Посмотреть приложение"), Say("Change it", "Внести изменения"), Say("Look at the preview", "Проверить предпросмотр")];

    public bool IsReplace(string answer) => Has(answer, "replace", "замен");

    public bool IsAdd(string answer) => Has(answer, "add", "tab", "добав", "вкладк");

    private static bool Has(string answer, params string[] words) => words.Any(word => answer.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string Fields(AppSpec spec) => string.Join("; ", spec.Entities.Select(entity =>
        (spec.Entities.Count > 1 ? entity.Label + ": " : "") + string.Join(", ", entity.Fields.Select(field => field.Label.ToLowerInvariant()))));

    private string Say(string english, string russian) => Language == Language.Ru ? russian : english;
}
