using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Generation;

/// <summary>How somebody adds a first entry to an app, by the names that the page shows.</summary>
/// <param name="Opening">The button that opens the form; null where the form stands on the page.</param>
/// <param name="Adding">The button that adds the entry.</param>
internal sealed record EntryPath(string? Opening, string Field, string Example, string Adding)
{
    private const string Quotes = "“”«»\"";

    /// <summary>Null when a text alone does not make an entry, or a name cannot be quoted.</summary>
    public static EntryPath? Of(AppSpec spec)
    {
        var entity = spec.Entities[0];
        var title = entity.Fields.FirstOrDefault(field => field.Type == FieldType.Text);
        if (title is null || entity.Fields.Any(field => field != title && field.Required == true) || title.Label.IndexOfAny(Quotes.ToCharArray()) >= 0 || spec.Title.IndexOfAny(Quotes.ToCharArray()) >= 0)
            return null;
        var add = AppGenerator.AddLabel(entity, spec.Language);
        var example = spec.Language == Language.Ru ? "Первая проба" : "A first try";
        return AppGenerator.IsInline(spec) ? new EntryPath(null, title.Label, example, add) : new EntryPath(add, title.Label, example, spec.Language == Language.Ru ? "Сохранить" : "Save");
    }
}
