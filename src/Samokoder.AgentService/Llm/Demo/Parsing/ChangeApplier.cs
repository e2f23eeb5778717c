using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>An app after the wished changes.</summary>
/// <param name="Done">Sentences on what has changed.</param>
/// <param name="NotDone">Sentences on wishes that could not be fulfilled or needed nothing, and why.</param>
internal sealed record ChangedSpec(AppSpec Spec, IReadOnlyList<string> Done, IReadOnlyList<string> NotDone);

internal sealed partial class ChangeApplier
{
    private const int MaxLabel = 60;

    private readonly List<string> done = [];
    private readonly List<string> notDone = [];
    private readonly Language language;
    private AppSpec spec;

    private ChangeApplier(AppSpec spec, Language language) => (this.spec, this.language) = (spec, language);

    private FieldFinder Find => new(spec);

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
            case SpecChange.AddOptions options: AddOptions(options.Options, options.Field); break;
            case SpecChange.SetOptions options: SetOptions(options); break;
            case SpecChange.Remove remove: Remove(remove.Names); break;
            case SpecChange.Rename rename: Rename(rename.From, rename.To); break;
            case SpecChange.RenameApp rename: RenameApp(Label(rename.Title)); break;
            case SpecChange.ChangeType type: ChangeType(type); break;
            case SpecChange.Require require: Require(require); break;
            case SpecChange.UseCurrency currency: UseCurrency(currency.Currency); break;
            case SpecChange.Move move: Move(move); break;
            default: ApplyView(change); break;
        }
    }

    private void ApplyView(SpecChange change)
    {
        switch (change)
        {
            case SpecChange.SortBy sort: SortBy(sort); break;
            case SpecChange.ShowTotal total: ShowTotal(total); break;
            case SpecChange.ShowCount: ShowCount(); break;
            case SpecChange.UseBoard board: UseBoard(board.Field); break;
            case SpecChange.UseGroups groups: UseGroups(groups.Field); break;
            case SpecChange.UsePlainList: UsePlainList(); break;
            case SpecChange.UseChart chart: UseChart(chart); break;
            case SpecChange.UseFinished finished: UseFinished(finished.Finished); break;
            default: ApplyLook(change); break;
        }
    }

    private void ApplyLook(SpecChange change)
    {
        switch (change)
        {
            case SpecChange.Seed seed: Seed(seed.Seeded); break;
            case SpecChange.UseExport export: UseExport(export.Shown); break;
            case SpecChange.UseLanguage use: UseLanguage(use.Language); break;
            case SpecChange.UseTheme theme: UseTheme(theme.Theme); break;
            case SpecChange.UseAccent accent: UseAccent(accent.Accent); break;
            case SpecChange.HasAlready has: notDone.Add(new AbilityTexts(language).Of(has.Ability)); break;
            case SpecChange.OutOfReach limit: notDone.Add(Say($"{limit.Limit.En.Why} The nearest I can do: “{limit.Limit.En.Nearest}”.", $"{limit.Limit.Ru.Why} Ближайшее, что я умею: «{limit.Limit.Ru.Nearest}».")); break;
        }
    }

    private void Replace(EntitySpec old, EntitySpec changed, string sentence)
    {
        spec = spec with { Entities = [.. spec.Entities.Select(entity => ReferenceEquals(entity, old) ? changed : entity)] };
        done.Add(sentence);
    }

    private void Replace(FoundField found, FieldSpec changed, string sentence) => Replace(found.Entity, With(found.Entity, found.Field, changed), sentence);

    private static EntitySpec With(EntitySpec entity, FieldSpec old, FieldSpec changed) =>
        entity with { Fields = [.. entity.Fields.Select(field => ReferenceEquals(field, old) ? changed : field)] };

    private string NoSuchField(string name)
    {
        var labels = string.Join(", ", spec.Entities.SelectMany(entity => entity.Fields).Select(field => field.Label));
        return Say($"There is no field “{Words.Clean(name, MaxLabel)}”; the fields are: {labels}.", $"Поля «{Words.Clean(name, MaxLabel)}» нет; есть поля: {labels}.");
    }

    private static string Label(string text) => Words.SentenceCase(Words.Clean(text, MaxLabel));

    private static string Names(IEnumerable<FieldSpec> fields) => string.Join(", ", fields.Select(field => field.Label));

    private string Say(string english, string russian) => language == Language.Ru ? russian : english;
}
