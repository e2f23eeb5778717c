using System.Text.Json.Nodes;
using Samokoder.AgentService.Llm.Demo.Parsing;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Generation;

/// <summary>Entries that an empty list offers, made up from the fields: the same for the same spec.</summary>
internal static class Examples
{
    private const int Count = 4;
    private static readonly int[] Quantities = [2, 1, 6, 3];
    private static readonly int[] Numbers = [12, 4, 30, 8];
    private static readonly int[] Years = [2019, 2021, 1994, 2008];
    private static readonly int[] Prices = [48, 12, 320, 25];
    private static readonly int[] RoublePrices = [1450, 320, 18500, 690];
    private static readonly int[] Ratings = [5, 4, 3, 5];
    private static readonly string[] Birthdays = ["1988-04-12", "1993-09-30", "1979-01-22", "2001-06-05"];
    private static readonly int[] Days = [2, -1, 6, 12];

    private static readonly Dictionary<string, (string En, string Ru)> Texts = new(StringComparer.Ordinal)
    {
        ["author"] = ("Ursula Le Guin;George Eliot;Primo Levi;Jane Austen", "Михаил Булгаков;Братья Стругацкие;Лев Толстой;Антон Чехов"),
        ["genre"] = ("Comedy;Science fiction;Drama;Poetry", "Фантастика;Комедия;Драма;Поэзия"),
        ["company"] = ("Northwind;Corner Café;Studio Nine;Harbour Labs", "Северный ветер;Кофейня на углу;Студия девять;Гавань"),
        ["position"] = ("Designer;Engineer;Editor;Analyst", "Дизайнер;Инженер;Редактор;Аналитик"),
        ["place"] = ("Kitchen;Living room;Office;Town hall", "Кухня;Гостиная;Офис;Центр"),
        ["location"] = ("Shelf A1;Shelf B4;Room 12;Shelf A3", "Полка А1;Полка Б4;Комната 12;Полка А3"),
        ["city"] = ("Lisbon;Oslo;Tbilisi;Kyoto", "Казань;Тбилиси;Калининград;Самара"),
        ["sku"] = ("DL-104;NB-A5;CH-220;CB-02", "НЛ-104;БЛ-А5;КР-220;КБ-02"),
    };

    private static readonly string[] EnglishNotes = ["Remember to check this once more.", "", "A short note with a few more words, to see how it looks.", ""];
    private static readonly string[] RussianNotes = ["Проверить ещё раз.", "", "Короткая заметка, чтобы увидеть, как выглядит текст подлиннее.", ""];
    private static readonly string[] EnglishTags = ["new, important", "later", "new", "idea"];
    private static readonly string[] RussianTags = ["новое, важное", "потом", "новое", "идея"];
    private static readonly string[] Mails = ["anna@example.org", "marco@example.org", "priya@example.org", "lee@example.org"];

    /// <summary>Rows for the list; a date is the text "today+N", which the app replaces when the rows are added.</summary>
    public static JsonArray For(EntitySpec entity, Language language)
    {
        if (entity.Examples is { Count: > 0 } given)
            return [.. given.Select(row => (JsonNode)row.DeepClone())];
        var names = Domains.Get(entity.Domain).Texts(language).Examples.Split(';');
        var title = entity.Fields.FirstOrDefault(field => field.Type == FieldType.Text);
        return [.. Enumerable.Range(0, Math.Min(Count, names.Length)).Select(row => (JsonNode)Row(entity, title, names[row], row, language))];
    }

    private static JsonObject Row(EntitySpec entity, FieldSpec? title, string name, int row, Language language)
    {
        var values = new JsonObject();
        foreach (var field in entity.Fields)
            values[field.Key] = field == title ? name : ValueOf(field, row, language);
        return values;
    }

    private static JsonNode? ValueOf(FieldSpec field, int row, Language language) => field.Type switch
    {
        FieldType.Number => field.Key switch { "year" => Years[row], "quantity" or "count" or "sets" => Quantities[row], _ => Numbers[row] },
        FieldType.Money => (field.Currency == "RUB" ? RoublePrices : Prices)[row],
        FieldType.Rating => Ratings[row],
        FieldType.Checkbox => row == 1,
        FieldType.Choice => field.Options![row % field.Options.Count],
        FieldType.Date when IsBirthday(field.Key) => Birthdays[row],
        FieldType.Date => $"today+{Days[row]}",
        FieldType.Time => $"{9 + (row * 3):00}:30",
        FieldType.LongText => NullIfEmpty((language == Language.Ru ? RussianNotes : EnglishNotes)[row]),
        FieldType.Email => Mails[row],
        FieldType.Phone => (language == Language.Ru ? "+7 900 000-00-0" : "+1 555 010 0") + (row + 1),
        FieldType.Image => null,
        FieldType.Tags => (language == Language.Ru ? RussianTags : EnglishTags)[row],
        FieldType.Url => $"https://example.org/{row + 1}",
        _ => TextOf(field.Key, row, language),
    };

    private static bool IsBirthday(string key) =>
        key.Contains("birth", StringComparison.OrdinalIgnoreCase) || key.Contains("rozhdeniya", StringComparison.OrdinalIgnoreCase);

    private static JsonNode? TextOf(string key, int row, Language language) =>
        Texts.TryGetValue(key, out var texts) ? (language == Language.Ru ? texts.Ru : texts.En).Split(';')[row] : null;

    private static JsonNode? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
