using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>What a list keeps.</summary>
internal sealed partial class ChangeApplier
{
    private void AddFields(SpecChange.AddFields add)
    {
        if (add.Where is not null && Find.Field(add.Where) is { Field.Options: not null })
        {
            AddOptions(add.Fields, add.Where);
            return;
        }
        var entity = (add.Where is null ? null : Find.Entity(add.Where)) ?? spec.Entities[0];
        var fields = FieldParser.ParseList(add.Fields, add.Language, instrumental: false, entity.Fields).Select(field => Known(field, entity)).ToArray();
        if (fields.Length == 0)
            notDone.Add(Say($"I could not read a new field out of “{Words.Clean(add.Fields, MaxLabel)}”, or the list has it already.", $"Не вижу нового поля в «{Words.Clean(add.Fields, MaxLabel)}», или оно уже есть."));
        else if (entity.Fields.Count + fields.Length > AppSpec.MaxFields)
            notDone.Add(Say($"A list can have {AppSpec.MaxFields} fields at most.", $"В списке может быть не больше {AppSpec.MaxFields} полей."));
        else
            Replace(entity, entity with { Fields = [.. entity.Fields, .. fields] }, Say($"Added: {Names(fields)}.", $"Добавлено: {Names(fields)}."));
    }

    // "add a category" to a shopping list brings the categories that such a list usually has.
    private FieldSpec Known(FieldSpec field, EntitySpec entity)
    {
        if (field.Type != FieldType.Text || entity.Domain is null)
            return field;
        var usual = FieldParser.ParseList(Domains.Get(entity.Domain).Texts(spec.Language).Fields, spec.Language, instrumental: false).FirstOrDefault(one => one.Label == field.Label && one.Options is not null);
        return usual is null ? field : field with { Type = usual.Type, Options = usual.Options };
    }

    private void AddList(SpecChange.AddList list)
    {
        var parsed = PromptParser.Parse(list.Description);
        if (spec.Entities.Count == AppSpec.MaxEntities || !parsed.Recognised)
        {
            notDone.Add(Say($"I could not add a list from “{Words.Clean(list.Description, MaxLabel)}”. Name its fields, for example “add a list of clients with name and phone”.", $"Не удалось добавить список по описанию «{Words.Clean(list.Description, MaxLabel)}». Перечислите поля, например «добавь список клиентов: имя, телефон»."));
            return;
        }
        var taken = spec.Entities.Select(entity => entity.Id).ToHashSet(StringComparer.Ordinal);
        var added = parsed.Spec.Entities.Take(AppSpec.MaxEntities - taken.Count).Select(entity => entity with { Id = FreeId(entity.Id, taken) }).ToArray();
        spec = spec with { Entities = [.. spec.Entities, .. added] };
        done.Add(Say($"Added the list “{added[0].Label}” as a tab.", $"Добавлен список «{added[0].Label}» отдельной вкладкой."));
    }

    private void AddOptions(string options, string name)
    {
        if (Find.Field(name) is not { Field.Options: { } before } found)
        {
            notDone.Add(NoSuchField(name));
            return;
        }
        var all = before.Concat(FieldParser.OptionsIn(options)).Distinct(StringComparer.OrdinalIgnoreCase).Take(AppSpec.MaxOptions).ToArray();
        Replace(found, found.Field with { Options = all }, CanBe(found.Field, all));
    }

    private void SetOptions(SpecChange.SetOptions set)
    {
        var options = FieldParser.OptionsIn(set.Options);
        if (Find.Field(set.Field) is not { } found)
            notDone.Add(NoSuchField(set.Field));
        else if (options.Length < 2)
            notDone.Add(Say("A choice needs two options at least.", "Для выбора нужны хотя бы два варианта."));
        else
            Replace(found, found.Field with { Type = FieldType.Choice, Options = options }, CanBe(found.Field, options));
    }

    private string CanBe(FieldSpec field, IEnumerable<string> options) =>
        Say($"“{field.Label}” can now be: {string.Join(", ", options)}.", $"«{field.Label}» теперь может быть: {string.Join(", ", options)}.");

    private void Remove(string names)
    {
        foreach (var name in FieldParser.Split(names).Select(name => Plain(name)))
            if (Find.Field(name) is { } field)
                RemoveField(field);
            else if (Find.Option(name) is var (found, option))
                RemoveOption(found, option);
            else if (Find.Entity(name) is { } entity)
                RemoveList(entity);
            else
                notDone.Add(NoSuchField(name));
    }

    private static string Plain(string name)
    {
        var words = name.Trim(' ', '"', '\'', '«', '»', '“', '”').Split(' ');
        return string.Join(' ', words is [("the" or "a" or "an" or "field" or "column" or "поле"), _, ..] ? words[1..] : words);
    }

    private void RemoveField(FoundField found)
    {
        var (entity, field) = found;
        if (entity.Fields.Count == 1)
        {
            notDone.Add(Say($"“{field.Label}” is the only field, so it has to stay.", $"«{field.Label}» — единственное поле, его нельзя убрать."));
            return;
        }
        var left = entity with { Fields = [.. entity.Fields.Where(one => one != field)] };
        Replace(entity, Without(left, field.Key), Say($"Removed: {field.Label}. What was entered there is kept in case the field comes back.", $"Убрано: {field.Label}. Введённое сохранится на случай, если поле вернётся."));
    }

    private static EntitySpec Without(EntitySpec entity, string key) => entity with
    {
        Sort = entity.Sort?.Key == key ? null : entity.Sort,
        Board = entity.Board == key ? null : entity.Board,
        Group = entity.Group == key ? null : entity.Group,
        Chart = entity.Chart == key ? null : entity.Chart,
    };

    private void RemoveOption(FoundField found, string option)
    {
        if (found.Field.Options is not { Count: > 2 })
            notDone.Add(Say("A choice needs two options at least.", "Для выбора нужны хотя бы два варианта."));
        else
            Replace(found, found.Field with { Options = [.. found.Field.Options.Where(one => one != option)] }, Say($"Removed the option “{option}”.", $"Вариант «{option}» убран."));
    }

    private void RemoveList(EntitySpec entity)
    {
        if (spec.Entities.Count == 1)
        {
            notDone.Add(Say($"“{entity.Label}” is the only list, so it has to stay.", $"«{entity.Label}» — единственный список, его нельзя убрать."));
            return;
        }
        spec = spec with { Entities = [.. spec.Entities.Where(one => !ReferenceEquals(one, entity))] };
        done.Add(Say($"Removed the list “{entity.Label}”. Its entries are kept in case it comes back.", $"Список «{entity.Label}» убран. Его записи сохранятся на случай, если он вернётся."));
    }

    private void Rename(string from, string to)
    {
        var label = Label(to);
        if (label.Length == 0)
            return;
        if (Exact(from) is { } exact)
            RenameField(exact, label);
        else if (Find.Option(from) is var (found, option))
            RenameOption(found, option, label);
        else if (Find.Entity(from) is { } entity && spec.Entities.Count > 1)
            Replace(entity, entity with { Label = label }, Say($"“{entity.Label}” is now called “{label}”.", $"«{entity.Label}» теперь называется «{label}»."));
        else if (Find.Field(from) is { } field)
            RenameField(field, label);
        else if (Words.Fold(spec.Title).Contains(Words.Fold(from), StringComparison.Ordinal))
            RenameApp(label);
        else
            notDone.Add(NoSuchField(from));
    }

    private FoundField? Exact(string name) => Find.Field(name) is { } found && (Words.Fold(found.Field.Label) == Words.Fold(name) || Find.Option(name) is null) && (spec.Entities.Count == 1 || Find.Entity(name) is null) ? found : null;

    private void RenameField(FoundField found, string label) =>
        Replace(found, found.Field with { Label = label }, Say($"“{found.Field.Label}” is now called “{label}”; its values stay.", $"«{found.Field.Label}» теперь называется «{label}», значения остались."));

    private void RenameOption(FoundField found, string option, string label)
    {
        var renamed = (found.Field.Renamed ?? new Dictionary<string, string>(StringComparer.Ordinal)).Where(pair => pair.Key != label)
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value == option ? label : pair.Value)).Append(KeyValuePair.Create(option, label)).ToDictionary(StringComparer.Ordinal);
        var options = found.Field.Options!.Select(one => one == option ? label : one).Distinct(StringComparer.Ordinal).ToArray();
        Replace(found, found.Field with { Options = options, Renamed = renamed }, Say($"The option “{option}” is now called “{label}”, in the entries too.", $"Вариант «{option}» теперь называется «{label}», и в записях тоже."));
    }

    private void RenameApp(string title)
    {
        if (title.Length == 0)
            return;
        spec = spec with { Title = title, Entities = spec.Entities is [var only] ? [only with { Label = title }] : spec.Entities };
        done.Add(Say($"The app is now called “{title}”.", $"Приложение теперь называется «{title}»."));
    }

    private void ChangeType(SpecChange.ChangeType change)
    {
        if (Find.Field(change.Field) is not { } found)
        {
            notDone.Add(NoSuchField(change.Field));
            return;
        }
        var options = change.Options is null ? found.Field.Options ?? [] : FieldParser.OptionsIn(change.Options);
        if (change.Type == FieldType.Choice && options.Count < 2)
        {
            notDone.Add(Say($"Which options should “{found.Field.Label}” have? Say, for example, “options of {found.Field.Label}: one, two, three”.", $"Какие варианты должны быть у «{found.Field.Label}»? Напишите, например: «варианты {found.Field.Label}: раз, два, три»."));
            return;
        }
        var changed = found.Field with { Type = change.Type, Options = change.Type == FieldType.Choice ? options : null, Currency = change.Type == FieldType.Money ? found.Field.Currency ?? (language == Language.Ru ? "RUB" : "USD") : null, Total = null };
        Replace(found.Entity, Consistent(With(found.Entity, found.Field, changed)), Say($"“{found.Field.Label}” is now {TypeName(change.Type)}. Values that fit stay.", $"«{found.Field.Label}» теперь {TypeName(change.Type)}. Подходящие значения остались."));
    }

    private static EntitySpec Consistent(EntitySpec entity) =>
        entity.Board is { } board && entity.Fields.FirstOrDefault(field => field.Key == board)?.Options is null ? entity with { Board = null } : entity;

    private string TypeName(FieldType type) => type switch
    {
        FieldType.LongText => Say("a long text", "длинный текст"), FieldType.Number => Say("a number", "число"), FieldType.Money => Say("an amount of money", "денежная сумма"),
        FieldType.Date => Say("a date", "дата"), FieldType.Time => Say("a time", "время"), FieldType.Checkbox => Say("a checkbox", "флажок"), FieldType.Choice => Say("a choice", "выбор"),
        FieldType.Email => Say("an e-mail address", "адрес почты"), FieldType.Url => Say("a link", "ссылка"), FieldType.Phone => Say("a phone number", "телефон"), FieldType.Rating => Say("a rating", "оценка"),
        FieldType.Tags => Say("tags", "теги"), FieldType.Image => Say("an image", "картинка"), _ => Say("a text", "текст"),
    };

    private void Require(SpecChange.Require require)
    {
        foreach (var name in FieldParser.Split(require.Fields).Select(Plain))
            if (Find.Field(name) is not { } found)
                notDone.Add(NoSuchField(name));
            else if (found.Field.Type == FieldType.Checkbox)
                notDone.Add(Say($"“{found.Field.Label}” is a checkbox; it always has a value.", $"«{found.Field.Label}» — флажок, у него всегда есть значение."));
            else
                Replace(found, found.Field with { Required = require.Required }, require.Required
                    ? Say($"“{found.Field.Label}” must now be filled in.", $"«{found.Field.Label}» теперь нужно заполнять.")
                    : Say($"“{found.Field.Label}” may now stay empty.", $"«{found.Field.Label}» теперь можно не заполнять."));
    }

    private void UseCurrency(string currency)
    {
        if (spec.Entities.SelectMany(entity => entity.Fields).All(field => field.Type != FieldType.Money))
        {
            notDone.Add(Say("There is no amount of money in the app.", "В приложении нет денежных полей."));
            return;
        }
        spec = spec with { Entities = [.. spec.Entities.Select(entity => entity with { Fields = [.. entity.Fields.Select(field => field.Type == FieldType.Money ? field with { Currency = currency } : field)] })] };
        done.Add(Say($"Amounts are now shown in {currency}; the numbers stay as they are.", $"Суммы теперь показаны в {currency}, сами числа не изменились."));
    }

    private void Move(SpecChange.Move move)
    {
        if (Find.Field(move.Field) is not { } found)
        {
            notDone.Add(NoSuchField(move.Field));
            return;
        }
        var others = found.Entity.Fields.Where(field => !ReferenceEquals(field, found.Field)).ToList();
        var beside = move.Other is null ? -1 : others.FindIndex(field => field == Find.Field(move.Other)?.Field);
        if (move.Other is not null && beside < 0)
        {
            notDone.Add(NoSuchField(move.Other));
            return;
        }
        others.Insert(move.Other is null ? (move.Before ? 0 : others.Count) : move.Before ? beside : beside + 1, found.Field);
        Replace(found.Entity, found.Entity with { Fields = others }, Say($"The order is now: {Names(others)}.", $"Порядок теперь такой: {Names(others)}."));
    }

    private static string FreeId(string id, HashSet<string> taken)
    {
        var free = id;
        for (var i = 2; !taken.Add(free); i++)
            free = $"{id}{i}";
        return free;
    }
}
