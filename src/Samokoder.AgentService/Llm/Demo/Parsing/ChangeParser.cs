using System.Text.RegularExpressions;
using Samokoder.AgentService.Llm.Demo.Generation;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>Reads wishes for an app that exists: "add a price and make it dark", "удали поле цена".</summary>
internal static partial class ChangeParser
{
    private const int MaxRead = 2000;

    /// <summary>Empty when the prompt asks for nothing that the generator can change.</summary>
    public static IReadOnlyList<SpecChange> Parse(string prompt)
    {
        var text = prompt.Length > MaxRead ? prompt[..MaxRead] : prompt;
        var language = PromptParser.LanguageOf(text);
        return [.. Clause().Split(text).Select(clause => ReadClause(clause.Trim(), language)).OfType<SpecChange>()];
    }

    private static SpecChange? ReadClause(string raw, Language language)
    {
        var clause = Polite().Replace(raw, "").Trim(' ', '.', '!', '?');
        if (ThemeOf(clause) is { } theme)
            return new SpecChange.UseTheme(theme);
        if (ColourWish().IsMatch(clause) && Palette.Find(clause) is { } colour)
            return new SpecChange.UseAccent(colour);
        if (NewTitle().Match(clause) is { Success: true } title)
            return new SpecChange.RenameApp(Unquote(title.Groups["title"].Value));
        if (FieldRenamed().Match(clause) is { Success: true } renamed)
            return new SpecChange.RenameField(Unquote(renamed.Groups["from"].Value), Unquote(renamed.Groups["to"].Value));
        if (Removed().Match(clause) is { Success: true } removed)
            return new SpecChange.RemoveField(Unquote(removed.Groups["name"].Value));
        return Added(clause, language) ?? (Recoloured().IsMatch(clause) && Palette.Find(clause) is { } accent ? new SpecChange.UseAccent(accent) : null);
    }

    private static SpecChange? Added(string clause, Language language)
    {
        if (OptionsAdded().Match(clause) is { Success: true } options)
            return new SpecChange.AddOptions(options.Groups["options"].Value, Unquote(options.Groups["field"].Value));
        if (ListAdded().Match(clause) is { Success: true } list)
            return new SpecChange.AddList(list.Groups["list"].Value, language);
        return FieldsAdded().Match(clause) is { Success: true } fields
            ? new SpecChange.AddFields(fields.Groups["fields"].Value, fields.Groups["where"] is { Success: true } where ? where.Value : null, language)
            : null;
    }

    private static Theme? ThemeOf(string clause)
    {
        if (!ThemeWish().IsMatch(clause) || (Palette.Find(clause) is not null && !ThemeWord().IsMatch(clause)))
            return null;
        if (Dark().IsMatch(clause))
            return Theme.Dark;
        return Light().IsMatch(clause) ? Theme.Light : Automatic().IsMatch(clause) ? Theme.System : null;
    }

    private static string Unquote(string text) => text.Trim(' ', '"', '\'', '«', '»', '“', '”', '`', '.', '!');

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"\s*(?:[,;.\n]|\band\b|\bthen\b|\sи\b|\bзатем\b)+\s*(?=(?:then |also |please |also please |а также |ещё |пожалуйста,? )?(?:add|remove|delete|drop|rename|call it|make|change|set|use|switch|добав|удали|убери|переимен|назови|сделай|поменяй|измени|смени|включи|поставь)(?:\w*)\b)", Options)]
    private static partial Regex Clause();

    [GeneratedRegex(@"^(?:(?:please|also|now|then|can you|could you|would you|i want you to|i'd like (?:you )?to|ok|okay|and|а также|также|пожалуйста|теперь|ещё|еще|можешь|давай|и)[\s,]+)+", Options)]
    private static partial Regex Polite();

    [GeneratedRegex(@"\b(?:make|use|switch|turn|set|change|enable|add|theme|mode|want|сделай|включи|поставь|смени|поменяй|измени|добав\w+|тем[аыуе]|хочу)\b", Options)]
    private static partial Regex ThemeWish();

    [GeneratedRegex(@"\b(?:theme|mode|тем[аыуе])\b", Options)]
    private static partial Regex ThemeWord();

    [GeneratedRegex(@"\bdark(?:er)?\b|\bnight\b|\bт[её]мн", Options)]
    private static partial Regex Dark();

    [GeneratedRegex(@"\blight(?:er)?\b|\bbright\b|\bсветл", Options)]
    private static partial Regex Light();

    [GeneratedRegex(@"\b(?:system|auto(?:matic)?) theme\b|\bсистемн\w+ тем", Options)]
    private static partial Regex Automatic();

    [GeneratedRegex(@"^(?!add|rename|remove|delete|drop|hide|добав|переимен|удали|убери)(?=.*\b(?:colou?r|accent|цвет\w*|акцент\w*)\b)", Options)]
    private static partial Regex ColourWish();

    [GeneratedRegex(@"^(?:(?:rename|retitle)\s+(?:it|this|(?:the|this|my)\s+(?:app|application|title|page|list))\s+(?:to|as|into)|call (?:it|the app|this)|(?:change|set)\s+(?:the\s+)?(?:app(?:'s)?\s+)?(?:title|name)(?:\s+of the app)?\s+to"
        + @"|переименуй(?:те)?\s+(?:(?:его|е[её]|это|приложение|список)\s+)?(?:в|на)|назови(?:те)?\s+(?:его|е[её]|приложение|это|список)|(?:поменяй|измени|смени)(?:те)?\s+(?:название|заголовок)(?:\s+приложения)?\s+на)\s+(?<title>.+)$", Options)]
    private static partial Regex NewTitle();

    [GeneratedRegex(@"^(?:rename|change|переименуй(?:те)?)\s+(?:the\s+)?(?:(?:field|column|label|поле|колонку|столбец)\s+)?(?!colou?r|accent|theme)(?<from>.+?)(?:\s+(?:field|column|label))?\s+(?:to|into|as|в|на)\s+(?<to>.+)$", Options)]
    private static partial Regex FieldRenamed();

    [GeneratedRegex(@"^(?:remove|delete|drop|hide|get rid of|удали(?:те)?|убери(?:те)?|скрой(?:те)?)\s+(?:the\s+|a\s+)?(?:(?:field|column|поле|колонку|столбец)\s+)?(?<name>.+?)(?:\s+(?:field|column))?(?:\s+from\s+.*|\s+из\s+.*)?$", Options)]
    private static partial Regex Removed();

    [GeneratedRegex(@"^(?:add|добав(?:ь|ьте|ить))\s+(?:(?:an?|the|new)\s+)*(?:options?|choices?|values?|вариант\w*|значени\w+)\s+(?<options>.+?)\s+(?:to|in|for|в|к|для)\s+(?:the\s+|поля?\s+|поле\s+)?(?<field>.+)$", Options)]
    private static partial Regex OptionsAdded();

    [GeneratedRegex(@"^(?:add|create|добав(?:ь|ьте|ить)|создай(?:те)?)\s+(?:(?:an?|another|new|ещё|еще|второй|вторую|новый|новую)\s+)*(?:tab|list|table|section|page|вкладку|список|таблицу|раздел|страницу)\s+(?:for |of |called |with |для |с )?(?<list>.+)$", Options)]
    private static partial Regex ListAdded();

    [GeneratedRegex(@"^(?:add|include|insert|добав(?:ь|ьте|ить))\s+(?:(?:an?|the|new|another|ещё|еще|новое|новую|новый)\s+)*(?:(?:fields?|columns?|поле|поля|колонку|столбец)(?:\s*:\s*|\s+(?:called |named |for |для |с названием )?))?(?<fields>.+?)"
        + @"(?:\s+(?:to|for|in|в|к)\s+(?:the |my |each |every |all |кажд\w+ )?(?<where>[^(),]+))?$", Options)]
    private static partial Regex FieldsAdded();

    [GeneratedRegex(@"\b(?:colou?r|accent|make|use|change|set|switch|paint|theme|цвет\w*|сделай(?:те)?|поменяй(?:те)?|смени(?:те)?|измени(?:те)?|перекрась|акцент)\b", Options)]
    private static partial Regex Recoloured();
}
