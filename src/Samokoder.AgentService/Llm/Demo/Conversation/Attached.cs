using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Samokoder.AgentService.Llm.Demo.Parsing;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Conversation;

/// <summary>What came with a prompt.</summary>
/// <param name="Table">The first file that is a table.</param>
/// <param name="Unread">Names of images and of files that are no tables.</param>
internal sealed partial record Attached(AttachedTable? Table, IReadOnlyList<string> Unread)
{
    public static Attached Read(IReadOnlyList<string> contents, Language language)
    {
        AttachedTable? table = null;
        var unread = new List<string>();
        foreach (var content in contents)
            if (table is null && File().Match(content) is { Success: true } file && AttachedTable.TryRead(file.Groups["name"].Value, file.Groups["text"].Value, language) is { } read)
                table = read;
            else if (Name().Match(content) is { Success: true } named)
                unread.Add(named.Groups["name"].Value);
        return new Attached(table, unread);
    }

    [GeneratedRegex(@"^The user attached the file ""(?<name>[^""\n]*)"":\n(?<fence>`{3,})\n(?<text>.*)\n\k<fence>$", RegexOptions.Singleline, 1000)]
    private static partial Regex File();

    [GeneratedRegex(@"^The user attached the (?:file|image) ""(?<name>[^""\n]*)""", RegexOptions.None, 1000)]
    private static partial Regex Name();
}

/// <summary>A table that came as a text file: its first line names the fields, the others are entries.</summary>
internal sealed record AttachedTable(string Name, IReadOnlyList<FieldSpec> Fields, IReadOnlyList<JsonObject> Rows)
{
    private const int MaxRows = 100;
    private const int MostOptions = 8;
    private const int LongText = 80;

    private static readonly char[] Separators = [';', '\t', ','];
    private static readonly string[] DateFormats = ["yyyy-MM-dd", "d.M.yyyy", "d/M/yyyy", "M/d/yyyy", "yyyy/MM/dd"];

    /// <summary>Null when the text is no table: a header with two columns at least, and one line more.</summary>
    public static AttachedTable? TryRead(string fileName, string text, Language language)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length < 2)
            return null;
        var separator = Separators.MaxBy(sign => lines[0].Count(c => c == sign));
        var header = Cells(lines[0], separator).Take(AppSpec.MaxFields).ToArray();
        var rows = lines.Skip(1).Take(MaxRows).Select(line => Cells(line, separator)).Where(row => row.Count > 1).ToArray();
        if (rows.Length == 0 || header.Length < 2 || header.Any(name => name.Length > 40))
            return null;
        var fields = FieldsOf(header, rows, language);
        return new AttachedTable(Words.SentenceCase(Words.Clean(System.IO.Path.GetFileNameWithoutExtension(fileName).Replace('_', ' ').Replace('-', ' '), 60)), fields, [.. rows.Select(row => Row(fields, row))]);
    }

    private static FieldSpec[] FieldsOf(string[] header, List<string>[] rows, Language language)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. header.Select((name, i) => FieldOf(name.Length == 0 ? $"Column {i + 1}" : name, [.. rows.Select(row => i < row.Count ? row[i] : "")], language, taken))];
    }

    private static FieldSpec FieldOf(string name, string[] values, Language language, HashSet<string> taken)
    {
        var label = Words.SentenceCase(Words.Clean(name, 60));
        var key = Words.Identifier(label) is { Length: > 0 } identifier ? identifier : "column";
        var distinct = key;
        for (var i = 2; !taken.Add(distinct); i++)
            distinct = $"{key}{i}";
        var type = TypeOf(label, [.. values.Where(value => value.Length > 0)], language);
        return new FieldSpec
        {
            Key = distinct is "id" or "constructor" ? distinct + "Field" : distinct, Label = label, Type = type,
            Options = type == FieldType.Choice ? [.. values.Where(value => value.Length > 0).Distinct(StringComparer.Ordinal)] : null,
            Currency = type == FieldType.Money ? FieldParser.CurrencyIn(name) ?? (language == Language.Ru ? "RUB" : "USD") : null, Required = false,
        };
    }

    // What the values are decides; the name only tells money from other numbers.
    private static FieldType TypeOf(string label, string[] values, Language language)
    {
        var named = FieldWords.TypeOf(label, PromptParser.LanguageOf(label));
        if (values.Length == 0)
            return named is FieldType.Choice or null ? FieldType.Text : named.Value;
        if (values.All(value => Flag(value) is not null))
            return FieldType.Checkbox;
        if (values.All(value => Number(value) is not null))
            return named is FieldType.Phone ? FieldType.Phone : named is FieldType.Money || values.Any(value => value.IndexOfAny(['$', '€', '£', '₽']) >= 0) ? FieldType.Money : FieldType.Number;
        if (values.All(value => Date(value) is not null))
            return FieldType.Date;
        if (values.All(value => value.Contains('@', StringComparison.Ordinal)))
            return FieldType.Email;
        if (values.All(value => value.StartsWith("http", StringComparison.OrdinalIgnoreCase)))
            return FieldType.Url;
        var distinct = values.Distinct(StringComparer.Ordinal).Count();
        if (distinct is > 1 and <= MostOptions && distinct * 2 <= values.Length)
            return FieldType.Choice;
        return values.Any(value => value.Length > LongText) ? FieldType.LongText : named == FieldType.Phone ? FieldType.Phone : FieldType.Text;
    }

    private static JsonObject Row(FieldSpec[] fields, List<string> cells)
    {
        var row = new JsonObject();
        foreach (var (i, field) in fields.Index())
            row[field.Key] = ValueOf(field, i < cells.Count ? cells[i] : "");
        return row;
    }

    private static JsonNode? ValueOf(FieldSpec field, string cell) => field.Type switch
    {
        FieldType.Checkbox => Flag(cell) ?? false,
        _ when cell.Length == 0 => null,
        FieldType.Number or FieldType.Money => Number(cell),
        FieldType.Date => Date(cell),
        _ => cell,
    };

    private static bool? Flag(string value) => Words.Fold(value) switch { "yes" or "true" or "да" or "x" => true, "no" or "false" or "нет" => false, _ => null };

    private static decimal? Number(string value)
    {
        var plain = value.Trim('$', '€', '£', '₽', ' ').Replace(" ", "", StringComparison.Ordinal).Replace("\u00a0", "", StringComparison.Ordinal);
        if (plain.Count(c => c == ',') == 1 && !plain.Contains('.', StringComparison.Ordinal))
            plain = plain.Replace(',', '.');
        return decimal.TryParse(plain, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) && plain.Any(char.IsAsciiDigit) ? number : null;
    }

    private static string? Date(string value) =>
        DateOnly.TryParseExact(value.Trim(), DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    // Quotes hold separators, and a doubled quote is one (RFC 4180); lines inside of quotes are not read.
    private static List<string> Cells(string line, char separator)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                cell.Append(line[i++]);
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == separator && !quoted)
                Take(cells, cell);
            else
                cell.Append(line[i]);
        Take(cells, cell);
        return cells;
    }

    private static void Take(List<string> cells, StringBuilder cell)
    {
        cells.Add(Words.Clean(cell.ToString(), 500));
        cell.Clear();
    }
}
