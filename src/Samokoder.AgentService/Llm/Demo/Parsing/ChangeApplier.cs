using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>An app after the wished changes.</summary>
/// <param name="Done">Sentences on what has changed.</param>
/// <param name="NotDone">Sentences on wishes that could not be fulfilled, and why.</param>
internal sealed record ChangedSpec(AppSpec Spec, IReadOnlyList<string> Done, IReadOnlyList<string> NotDone);

internal sealed class ChangeApplier(AppSpec spec, Language language)
{
    private readonly List<string> done = [];
    private readonly List<string> notDone = [];
    private AppSpec spec = spec;

    public static ChangedSpec Apply(AppSpec spec, IEnumerable<SpecChange> changes, Language language)
    {
        var applier = new ChangeApplier(spec, language);
        foreach (var change in changes)
            applier.Apply(change);
        return new ChangedSpec(applier.spec, applier.done, applier.notDone);
    }

    private void Apply(SpecChange change)
    {
        switch (change)
        {
            case SpecChange.AddFields add: AddFields(add); break;
            case SpecChange.AddList list: AddList(list); break;
            case SpecChange.AddOptions options: AddOptions(options); break;
            case SpecChange.RemoveField remove: RemoveField(remove.Name); break;
            case SpecChange.RenameField rename: RenameField(rename.From, rename.To); break;
            case SpecChange.RenameApp rename: RenameApp(Words.SentenceCase(Words.Clean(rename.Title, 60))); break;
            case SpecChange.UseTheme theme: UseTheme(theme.Theme); break;
            case SpecChange.UseAccent accent: UseAccent(accent.Accent); break;
        }
    }

    private void AddFields(SpecChange.AddFields add)
    {
        var named = add.Where is null ? null : FindEntity(add.Where);
        var entity = named ?? spec.Entities[0];
        var fields = FieldParser.ParseList(add.Fields, add.Language, instrumental: false, entity.Fields);
        if (fields.Count == 0)
            notDone.Add(Say($"I could not read a new field out of “{Words.Clean(add.Fields, 60)}”, or the list has it already.", $"Не вижу нового поля в «{Words.Clean(add.Fields, 60)}», или оно уже есть."));
        else if (entity.Fields.Count + fields.Count > AppSpec.MaxFields)
            notDone.Add(Say($"A list can have {AppSpec.MaxFields} fields at most.", $"В списке может быть не больше {AppSpec.MaxFields} полей."));
        else
            Replace(entity, entity with { Fields = [.. entity.Fields, .. fields] }, Say($"Added: {Names(fields)}.", $"Добавлено: {Names(fields)}."));
    }

    private void AddList(SpecChange.AddList list)
    {
        var parsed = PromptParser.Parse(list.Description);
        if (spec.Entities.Count == AppSpec.MaxEntities || !parsed.Recognised)
        {
            notDone.Add(Say($"I could not add a list from “{Words.Clean(list.Description, 60)}”.", $"Не удалось добавить список по описанию «{Words.Clean(list.Description, 60)}»."));
            return;
        }
        var taken = spec.Entities.Select(entity => entity.Id).ToHashSet(StringComparer.Ordinal);
        var added = parsed.Spec.Entities.Take(AppSpec.MaxEntities - taken.Count).Select(entity => entity with { Id = FreeId(entity.Id, taken) }).ToArray();
        spec = spec with { Entities = [.. spec.Entities, .. added] };
        done.Add(Say($"Added the list “{added[0].Label}” as a tab.", $"Добавлен список «{added[0].Label}» отдельной вкладкой."));
    }

    private void AddOptions(SpecChange.AddOptions add)
    {
        if (FindField(add.Field) is not var (entity, field) || field.Options is null)
        {
            notDone.Add(NoSuchField(add.Field));
            return;
        }
        var options = FieldParser.Split(add.Options).Select(option => Words.SentenceCase(Words.Clean(option.Trim('"', '\'', '«', '»'), 40)));
        var all = field.Options.Concat(options).Distinct(StringComparer.OrdinalIgnoreCase).Take(AppSpec.MaxOptions).ToArray();
        Replace(entity, With(entity, field, field with { Options = all }), Say($"“{field.Label}” can now be: {string.Join(", ", all)}.", $"«{field.Label}» теперь может быть: {string.Join(", ", all)}."));
    }

    private void RemoveField(string name)
    {
        if (FindField(name) is not var (entity, field))
            notDone.Add(NoSuchField(name));
        else if (entity.Fields.Count == 1)
            notDone.Add(Say($"“{field.Label}” is the only field, so it has to stay.", $"«{field.Label}» — единственное поле, его нельзя убрать."));
        else
            Replace(entity, entity with { Fields = [.. entity.Fields.Where(one => one != field)] }, Say($"Removed: {field.Label}.", $"Убрано: {field.Label}."));
    }

    private void RenameField(string from, string to)
    {
        var label = Words.SentenceCase(Words.Clean(to, 60));
        if (FindField(from) is var (entity, field))
            Replace(entity, With(entity, field, field with { Label = label }), Say($"“{field.Label}” is now called “{label}”.", $"«{field.Label}» теперь называется «{label}»."));
        else if (Words.Fold(spec.Title).Contains(Words.Fold(from), StringComparison.Ordinal))
            RenameApp(label);
        else
            notDone.Add(NoSuchField(from));
    }

    private void RenameApp(string title)
    {
        if (title.Length == 0)
            return;
        spec = spec with { Title = title, Entities = spec.Entities is [var only] ? [only with { Label = title }] : spec.Entities };
        done.Add(Say($"The app is now called “{title}”.", $"Приложение теперь называется «{title}»."));
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

    private void Replace(EntitySpec old, EntitySpec changed, string sentence)
    {
        spec = spec with { Entities = [.. spec.Entities.Select(entity => entity == old ? changed : entity)] };
        done.Add(sentence);
    }

    private static EntitySpec With(EntitySpec entity, FieldSpec old, FieldSpec changed) =>
        entity with { Fields = [.. entity.Fields.Select(field => field == old ? changed : field)] };

    private EntitySpec? FindEntity(string name) =>
        spec.Entities.FirstOrDefault(entity => Similar(entity.Label, name)) ?? (Domains.Find(name) is { } domain ? spec.Entities.FirstOrDefault(entity => entity.Domain == domain.Id) : null);

    private (EntitySpec Entity, FieldSpec Field)? FindField(string name)
    {
        var all = spec.Entities.SelectMany(entity => entity.Fields.Select(field => (entity, field))).ToArray();
        foreach (var matches in new Func<FieldSpec, bool>[] { field => Words.Fold(field.Label) == Words.Fold(name), field => Words.Fold(field.Key) == Words.Identifier(name).ToLowerInvariant(), field => Similar(field.Label, name) })
            if (all.FirstOrDefault(pair => matches(pair.field)) is { field: not null } found)
                return found;
        return null;
    }

    // "цену" is "Цена" and "due dates" is "Due date": each word shares its beginning.
    private static bool Similar(string label, string name)
    {
        var (ours, theirs) = (Words.Fold(label).Split(' '), Words.Fold(name).Split(' '));
        return ours.Length == theirs.Length && ours.Zip(theirs).All(pair => SharesBeginning(pair.First, pair.Second));
    }

    private static bool SharesBeginning(string a, string b)
    {
        var needed = Math.Max(3, Math.Max(a.Length, b.Length) - 2);
        return a == b || (a.Length >= needed && b.Length >= needed && a.AsSpan(0, needed).SequenceEqual(b.AsSpan(0, needed)));
    }

    private string NoSuchField(string name)
    {
        var labels = string.Join(", ", spec.Entities.SelectMany(entity => entity.Fields).Select(field => field.Label));
        return Say($"There is no field “{Words.Clean(name, 60)}”; the fields are: {labels}.", $"Поля «{Words.Clean(name, 60)}» нет; есть поля: {labels}.");
    }

    private static string FreeId(string id, HashSet<string> taken)
    {
        var free = id;
        for (var i = 2; !taken.Add(free); i++)
            free = $"{id}{i}";
        return free;
    }

    private static string Names(IEnumerable<FieldSpec> fields) => string.Join(", ", fields.Select(field => field.Label));

    private string Say(string english, string russian) => language == Language.Ru ? russian : english;
}
