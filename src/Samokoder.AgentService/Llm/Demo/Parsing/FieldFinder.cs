using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

internal sealed record FoundField(EntitySpec Entity, FieldSpec Field);

/// <summary>Finds what a prompt means by a name: as it is written, in another form or case, with a slip, or by its type.</summary>
internal sealed class FieldFinder(AppSpec spec)
{
    private const int ShortestWithSlip = 4;

    private IEnumerable<FoundField> All => spec.Entities.SelectMany(entity => entity.Fields.Select(one => new FoundField(entity, one)));

    public FoundField? Field(string name)
    {
        var (folded, key) = (Words.Fold(name), RussianNouns.KeyOf(name) ?? Words.Identifier(name));
        var all = All.ToArray();
        foreach (var fits in new Func<FieldSpec, bool>[]
        {
            field => Words.Fold(field.Label) == folded, field => string.Equals(field.Key, key, StringComparison.OrdinalIgnoreCase),
            field => Similar(field.Label, name), field => IsSlip(Words.Fold(field.Label), folded), field => Words.Fold(field.Label).Split(' ').Contains(folded, StringComparer.Ordinal),
        })
            if (all.FirstOrDefault(one => fits(one.Field)) is { } found)
                return found;
        return OfType(name);
    }

    public EntitySpec? Entity(string name) => spec.Entities.FirstOrDefault(entity => Words.Fold(entity.Label) == Words.Fold(name))
        ?? spec.Entities.FirstOrDefault(entity => Similar(entity.Label, name))
        ?? (Domains.Find(name) is { } domain ? spec.Entities.FirstOrDefault(entity => entity.Domain == domain.Id) : null);

    public (FoundField Found, string Option)? Option(string name)
    {
        foreach (var found in All)
            if ((found.Field.Options ?? []).FirstOrDefault(option => Words.Fold(option) == Words.Fold(name) || Similar(option, name)) is { } option)
                return (found, option);
        return null;
    }

    // "sort by date" means the due date where it is the only date.
    private FoundField? OfType(string name)
    {
        var type = FieldWords.TypeOf(name, PromptParser.LanguageOf(name));
        return type is FieldType.Date or FieldType.Money or FieldType.Rating or FieldType.Time or FieldType.Url or FieldType.Image or FieldType.Tags && All.Where(found => found.Field.Type == type).ToArray() is [var only] ? only : null;
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

    // One letter is wrong, missing, too many, or two are swapped.
    private static bool IsSlip(string label, string name)
    {
        if (label.Length < ShortestWithSlip || Math.Abs(label.Length - name.Length) > 1)
            return false;
        var same = 0;
        while (same < Math.Min(label.Length, name.Length) && label[same] == name[same])
            same++;
        var (left, right) = (label[same..], name[same..]);
        return (left.Length > 0 && left[1..] == right) || (right.Length > 0 && right[1..] == left) || (left.Length > 0 && right.Length > 0 && left[1..] == right[1..])
            || (left.Length > 1 && right.Length > 1 && left[0] == right[1] && left[1] == right[0] && left[2..] == right[2..]);
    }
}
