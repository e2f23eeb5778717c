using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>How a list is shown.</summary>
internal sealed partial class ChangeApplier
{
    private const int MostBars = 12;

    private void SortBy(SpecChange.SortBy sort)
    {
        var found = sort.Field is { } name ? Find.Field(name) : OfType(sort.Type!.Value);
        if (found is not null)
            Replace(found.Entity, found.Entity with { Sort = new SortSpec(found.Field.Key, sort.Descending) }, sort.Descending
                ? Say($"The list now opens sorted by “{found.Field.Label}”, the largest or newest first.", $"Список теперь открывается по полю «{found.Field.Label}», сначала большие или новые.")
                : Say($"The list now opens sorted by “{found.Field.Label}”.", $"Список теперь открывается по полю «{found.Field.Label}»."));
        else if (sort is { Field: null, Type: FieldType.Date, Descending: true })
            Replace(spec.Entities[0], spec.Entities[0] with { Sort = null }, Say("The newest entries now stand first.", "Сначала теперь стоят новые записи."));
        else
            notDone.Add(sort.Field is { } missing ? NoSuchField(missing) : Say("There is no field to sort by in this way.", "Нет поля, по которому так можно отсортировать."));
    }

    private FoundField? OfType(FieldType type) =>
        spec.Entities.SelectMany(entity => entity.Fields.Select(field => new FoundField(entity, field))).FirstOrDefault(found => found.Field.Type == type);

    private void ShowTotal(SpecChange.ShowTotal total)
    {
        var named = total.Field is null ? null : Find.Field(total.Field);
        var found = named is { Field.Type: FieldType.Money or FieldType.Number } ? named : OfType(FieldType.Money) ?? OfType(FieldType.Number);
        if (found is null)
            notDone.Add(Say("There is no number or amount to add up. Add one first, for example “add a price”.", "Нет числа или суммы, которую можно сложить. Сначала добавьте её, например: «добавь цену»."));
        else
            Replace(found, found.Field with { Total = total.Shown }, total.Shown
                ? Say($"The total of “{found.Field.Label}” stands above the list, for what the list shows.", $"Сумма по полю «{found.Field.Label}» стоит над списком и считается по показанным записям.")
                : Say($"The total of “{found.Field.Label}” is no longer shown.", $"Сумма по полю «{found.Field.Label}» больше не показывается."));
    }

    private void ShowCount()
    {
        spec = spec with { Entities = [.. spec.Entities.Select(entity => entity with { Count = true })] };
        done.Add(Say("The number of entries stands above the list.", "Количество записей стоит над списком."));
    }

    private void UseBoard(string? name)
    {
        var found = name is null ? null : Find.Field(name);
        if (found?.Field.Options is null)
            found = AllFields().FirstOrDefault(one => one.Field.Options is not null && one.Field.Key == "status") ?? AllFields().FirstOrDefault(one => one.Field.Options is not null) ?? WithStatus();
        Replace(found.Entity, found.Entity with { Board = found.Field.Key, Group = null }, Say($"The list opens as a board with a column for each “{found.Field.Label}”; cards can be dragged or moved with their menu.", $"Список открывается доской со столбцами по полю «{found.Field.Label}»; карточки можно перетаскивать или переносить их меню."));
    }

    // A board needs columns.
    private FoundField WithStatus()
    {
        var entity = spec.Entities[0];
        var status = FieldParser.ParseList(Say("status", "статус"), language, instrumental: false, entity.Fields)[0];
        Replace(entity, entity with { Fields = [.. entity.Fields.Take(AppSpec.MaxFields - 1), status] }, Say($"Added: {status.Label}.", $"Добавлено: {status.Label}."));
        return new FoundField(spec.Entities[0], status);
    }

    private void UseGroups(string? name)
    {
        if ((name is null ? AllFields().FirstOrDefault(one => one.Field.Options is not null) : Find.Field(name)) is { } found)
            Replace(found.Entity, found.Entity with { Group = found.Field.Key, Board = null }, Say($"The list is now divided by “{found.Field.Label}”.", $"Список теперь разделён по полю «{found.Field.Label}»."));
        else
            notDone.Add(NoSuchField(name ?? ""));
    }

    private void UsePlainList()
    {
        spec = spec with { Entities = [.. spec.Entities.Select(entity => entity with { Board = null, Group = null })] };
        done.Add(Say("The list is a plain list again.", "Список снова обычный."));
    }

    private void UseChart(SpecChange.UseChart chart)
    {
        if (!chart.Shown)
        {
            spec = spec with { Entities = [.. spec.Entities.Select(entity => entity with { Chart = null })] };
            done.Add(Say("The chart is gone.", "График убран."));
            return;
        }
        var found = chart.Field is null ? null : Find.Field(chart.Field);
        found ??= AllFields().FirstOrDefault(one => one.Field.Options is { Count: <= MostBars }) ?? OfType(FieldType.Date) ?? OfType(FieldType.Text) ?? AllFields().First();
        Replace(found.Entity, found.Entity with { Chart = found.Field.Key }, Say($"A bar chart by “{found.Field.Label}” stands above the list.", $"Над списком стоит диаграмма по полю «{found.Field.Label}»."));
    }

    private void UseFinished(FinishedEntries finished)
    {
        var entity = spec.Entities.FirstOrDefault(one => one.Fields.Any(field => field.Type == FieldType.Checkbox && FieldWords.MeansDone(field.Label)));
        if (entity is null)
        {
            entity = spec.Entities[0];
            var field = FieldParser.ParseList(Say("done", "готово"), language, instrumental: false, entity.Fields)[0];
            Replace(entity, entity with { Fields = [.. entity.Fields.Take(AppSpec.MaxFields - 1), field], Finished = finished }, Say($"Added the checkbox “{field.Label}”; finished entries are crossed out.", $"Добавлен флажок «{field.Label}»; выполненное зачёркивается."));
        }
        else if (finished == FinishedEntries.InPlace && entity.Finished == finished)
            notDone.Add(Say("Finished entries are crossed out already: tick one to see it.", "Выполненное уже зачёркивается: отметьте запись, и увидите."));
        else
            Replace(entity, entity with { Finished = finished }, finished switch
            {
                FinishedEntries.Last => Say("Finished entries now stand at the end.", "Выполненное теперь стоит в конце."),
                FinishedEntries.Hidden => Say("Finished entries are hidden until you choose “All”.", "Выполненное скрыто, пока не выбрано «Все»."),
                _ => Say("Finished entries stay in their place, crossed out.", "Выполненное остаётся на месте и зачёркивается."),
            });
    }

    private IEnumerable<FoundField> AllFields() => spec.Entities.SelectMany(entity => entity.Fields.Select(field => new FoundField(entity, field)));

    private void Seed(bool seeded)
    {
        spec = spec with { Seeded = seeded };
        done.Add(seeded
            ? Say("The app now starts with example entries where nothing was entered yet; in your own list the button “Add examples” brings them while it is empty.", "Там, где ещё ничего не введено, приложение теперь начинается с примеров; в вашем пустом списке их добавит кнопка «Добавить примеры».")
            : Say("The app no longer starts with examples. Those that are in your list already can be deleted there.", "Приложение больше не начинается с примеров. Те, что уже в списке, можно удалить в нём."));
    }

    private void UseExport(bool shown)
    {
        spec = spec with { Export = shown };
        done.Add(shown
            ? Say("The button with the arrow beside the search saves the list as a CSV file for Excel and other tables.", "Кнопка со стрелкой рядом с поиском сохраняет список в файл CSV для Excel и других таблиц.")
            : Say("The export is gone.", "Экспорт убран."));
    }

    private void UseLanguage(Language wanted)
    {
        spec = spec with { Language = wanted };
        done.Add(Say("The app's own texts have changed their language; names of fields and what was entered stay as they are.", "Тексты самого приложения сменили язык; названия полей и введённое остались прежними."));
    }

    private void UseTheme(Theme theme)
    {
        spec = spec with { Theme = theme };
        done.Add(theme switch
        {
            Theme.Dark => Say("The app now opens in the dark theme.", "Приложение теперь открывается в тёмной теме."),
            Theme.Light => Say("The app now opens in the light theme.", "Приложение теперь открывается в светлой теме."),
            _ => Say("The app now follows the system's theme.", "Приложение теперь следует теме системы."),
        });
    }

    private void UseAccent(string accent)
    {
        spec = spec with { Accent = accent };
        done.Add(Say($"The colour is now {accent}.", "Цвет изменён."));
    }
}
