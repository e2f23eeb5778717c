using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Samokoder.AgentService.Llm.Demo.Parsing;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Generation;

/// <summary>A file to write, beneath the workspace, with "\n" line ends.</summary>
internal sealed record GeneratedFile(string Path, string Content);

/// <summary>
/// Makes the sources of an app: React and TypeScript over the react-vite starter. Whatever came from the user stands in
/// them as a JSON string literal, or escaped as HTML or Markdown text, so no prompt can break them.
/// </summary>
internal static class AppGenerator
{
    private const int MostInlineFields = 4;

    private static readonly string[] Sources =
    [
        "src/types.ts", "src/store.ts", "src/format.ts", "src/validate.ts", "src/query.ts", "src/theme.ts", "src/app.css", "src/components/Icon.tsx",
        "src/components/Header.tsx", "src/components/FieldInput.tsx", "src/components/EntryForm.tsx", "src/components/EntryDialog.tsx",
        "src/components/Cell.tsx", "src/components/EntryTable.tsx", "src/components/Toolbar.tsx",
        "src/components/Toast.tsx", "src/components/EmptyState.tsx", "src/components/ProblemNotice.tsx", "src/components/CollectionView.tsx",
    ];

    private static readonly (string Feature, string Path)[] Optional =
    [
        ("figures", "src/components/Stats.tsx"), ("tabs", "src/components/Tabs.tsx"), ("chart", "src/components/Chart.tsx"),
        ("board", "src/components/Board.tsx"), ("arranged", "src/components/Entries.tsx"), ("export", "src/export.ts"),
    ];

    // "<" and "&" are escaped too, so a literal is harmless even where a page would put the script inline.
    private static readonly JsonSerializerOptions Literals = new()
    {
        WriteIndented = true, NewLine = "\n",
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.BasicLatin, UnicodeRanges.Latin1Supplement, UnicodeRanges.LatinExtendedA, UnicodeRanges.Cyrillic,
            UnicodeRanges.GeneralPunctuation, UnicodeRanges.CurrencySymbols),
    };

    /// <summary>The files in the order in which they are best written: what others import first, the page last.</summary>
    public static IReadOnlyList<GeneratedFile> Generate(AppSpec spec)
    {
        var features = FeaturesOf(spec);
        var inserts = new Dictionary<string, string>(StringComparer.Ordinal) { ["icons"] = Icons.Lines(spec.Entities.Select(IconOf)) };
        var language = spec.Language.ToString().ToLowerInvariant();
        GeneratedFile FromTemplate(string path, string? template = null) => new(path, Template.Render(template ?? path, features, inserts));
        return
        [
            new(AppSpec.Path, AppSpecJson.Write(spec)),
            new("src/schema.ts", Schema(spec)),
            FromTemplate("src/strings.ts", $"src/strings-{language}.ts"),
            .. Sources.Select(path => FromTemplate(path)),
            .. Optional.Where(file => features.Contains(file.Feature)).Select(file => FromTemplate(file.Path)),
            new("src/theme.css", ThemeCss(spec)),
            new("public/favicon.svg", Favicon(spec)),
            new("index.html", Page(spec)),
            FromTemplate("src/App.tsx"),
            new("README.md", Readme.Write(spec)),
        ];
    }

    private static HashSet<string> FeaturesOf(AppSpec spec)
    {
        var fields = spec.Entities.SelectMany(entity => entity.Fields).ToArray();
        var features = fields.Select(field => field.Type.ToString().ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        if (spec.Entities.Count > 1)
            features.Add("tabs");
        if (spec.Entities.Any(entity => DoneField(entity) is not null))
            features.Add("done");
        if (fields.Any(HasTotal))
            features.Add("total");
        if (features.Contains("total") || features.Contains("rating"))
            features.Add("amounts");
        if (features.Contains("amounts") || features.Contains("done") || spec.Entities.Any(entity => entity.Count))
            features.Add("figures");
        features.UnionWith(ArrangementsOf(spec));
        features.Add(IsInline(spec) ? "inline" : "dialog");
        return features;
    }

    private static IEnumerable<string> ArrangementsOf(AppSpec spec)
    {
        if (spec.Entities.Any(entity => entity.Board is not null))
            yield return "board";
        if (spec.Entities.Any(entity => entity.Group is not null))
            yield return "group";
        if (spec.Entities.Any(entity => entity.Board is not null || entity.Group is not null))
            yield return "arranged";
        if (spec.Entities.Any(entity => entity.Chart is not null))
            yield return "chart";
        if (spec.Export)
            yield return "export";
        if (spec.Seeded)
            yield return "seeded";
    }

    // A short form stands on the page, so that an entry is one line and Enter; a longer one opens as a dialog.
    internal static bool IsInline(AppSpec spec) => spec.Entities is [var only]
        && only.Fields.Count(field => field != DoneField(only)) <= MostInlineFields
        && only.Fields.All(field => field.Type is not (FieldType.LongText or FieldType.Rating));

    private static string Schema(AppSpec spec)
    {
        var text = new StringBuilder("""
            import type { Collection } from './types';

            /** What the app keeps. Add a field here and the form, the table, the search and the filters have it too. */
            export const appTitle =
            """);
        text.Append(' ').Append(Literal(spec.Title)).Append(";\n\nexport const collections: readonly [Collection, ...Collection[]] = ");
        return text.Append(new JsonArray([.. spec.Entities.Select(entity => (JsonNode)CollectionOf(entity, spec.Language))]).ToJsonString(Literals)).Append(";\n").ToString();
    }

    private static JsonObject CollectionOf(EntitySpec entity, Language language)
    {
        var one = Domains.Get(entity.Domain).Texts(language).One;
        var json = new JsonObject
        {
            ["id"] = entity.Id,
            ["label"] = entity.Label,
            ["addLabel"] = AddLabel(entity, language),
            ["editLabel"] = language == Language.Ru ? $"Изменить {one}" : $"Edit {one}",
            ["icon"] = IconOf(entity),
            ["fields"] = new JsonArray([.. entity.Fields.Select(field => (JsonNode)FieldOf(field, entity))]),
        };
        Arrange(json, entity);
        json["examples"] = Examples.For(entity, language);
        return json;
    }

    internal static string AddLabel(EntitySpec entity, Language language)
    {
        var one = Domains.Get(entity.Domain).Texts(language).One;
        return language == Language.Ru ? $"Добавить {one}" : $"Add {one}";
    }

    private static void Arrange(JsonObject json, EntitySpec entity)
    {
        if (entity.Sort is { } sort)
            json["sort"] = new JsonObject { ["key"] = sort.Key, ["descending"] = sort.Descending };
        foreach (var (name, key) in new[] { ("board", entity.Board), ("group", entity.Group), ("chart", entity.Chart) })
            if (key is not null)
                json[name] = key;
        if (entity.Finished != FinishedEntries.InPlace)
            json["finished"] = entity.Finished == FinishedEntries.Last ? "last" : "hidden";
    }

    private static JsonObject FieldOf(FieldSpec field, EntitySpec entity)
    {
        var json = new JsonObject { ["key"] = field.Key, ["label"] = field.Label, ["type"] = JsonNamingPolicy.CamelCase.ConvertName(field.Type.ToString()) };
        if (field.Required ?? (field == (entity.Fields.FirstOrDefault(one => one.Type == FieldType.Text) ?? entity.Fields[0]) && field.Type != FieldType.Checkbox))
            json["required"] = true;
        if (field.Options is not null)
            json["options"] = new JsonArray([.. field.Options.Select(option => (JsonNode)option)]);
        if (field.Renamed is not null)
            json["renamed"] = new JsonObject(field.Renamed.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        if (ScaleOf(field) is { } scale)
            json["scale"] = scale;
        if (field.Unit is not null)
            json["unit"] = field.Unit;
        if (field.Currency is not null)
            json["currency"] = field.Currency;
        if (HasTotal(field))
            json["total"] = true;
        if (field == DoneField(entity))
            json["done"] = true;
        if (field.Type == FieldType.Date && FieldWords.MeansDue(field.Label))
            json["due"] = true;
        return json;
    }

    private static FieldSpec? DoneField(EntitySpec entity) =>
        entity.Fields.FirstOrDefault(field => field.Type == FieldType.Checkbox && FieldWords.MeansDone(field.Label));

    private static string? ScaleOf(FieldSpec field) => (field.Type, field.Key) switch
    {
        (FieldType.Choice, "priority" or "severity" or "urgency" or "importance" or "vazhnost" or "srochnost") => "alarm",
        (FieldType.Choice, "status" or "stage" or "state" or "etap") => "progress",
        _ => null,
    };

    private static bool HasTotal(FieldSpec field) => field.Total is { } wished ? wished && field.Type is (FieldType.Money or FieldType.Number) :
        field.Type == FieldType.Money || (field.Type == FieldType.Number && FieldWords.CanBeAdded(field.Label));

    private static string IconOf(EntitySpec entity) => Domains.Get(entity.Domain).Icon;

    private static string ThemeCss(AppSpec spec)
    {
        var accent = Palette.Get(spec.Accent);
        return $$"""
            /* The app's own colour: in the light theme, and in the dark one. Everything else comes from index.css. */
            :root:root {
              --accent: light-dark({{accent.Light}}, {{accent.Dark}});
              --on-accent: light-dark({{accent.OnLight}}, {{accent.OnDark}});
            }

            """;
    }

    private static string Favicon(AppSpec spec)
    {
        var accent = Palette.Get(spec.Accent);
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36">
              <rect width="36" height="36" rx="10" fill="{accent.Light}" />
              <path d="{Icons.Path(IconOf(spec.Entities[0]))}" transform="translate(6 6)" fill="none" stroke="{accent.OnLight}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
            </svg>

            """;
    }

    private static string Page(AppSpec spec)
    {
        var theme = spec.Theme == Theme.System ? "" : $" data-theme=\"{spec.Theme.ToString().ToLowerInvariant()}\"";
        return $"""
            <!doctype html>
            <html lang="{spec.Language.ToString().ToLowerInvariant()}"{theme}>
              <head>
                <meta charset="UTF-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <title>{Html(spec.Title)}</title>
              </head>
              <body>
                <div id="root"></div>
                <script type="module" src="/src/main.tsx"></script>
              </body>
            </html>

            """;
    }

    private static string Literal(string text) => JsonSerializer.Serialize(text, Literals);

    private static string Html(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal).Replace("%", "&#37;", StringComparison.Ordinal);
}
