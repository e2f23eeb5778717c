using System.Text.RegularExpressions;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>
/// Reads fields such as "price (EUR)", "a bought checkbox", "status: todo/doing/done", "флажком куплено".
/// </summary>
/// <remarks>Samples: tests/…/Demo/PromptTests.cs.</remarks>
internal static partial class FieldParser
{
    private const int MaxLabel = 60;
    private const int MaxWords = 6;
    private const int MaxUnit = 12;

    private static readonly Dictionary<string, string> Currencies = new(StringComparer.Ordinal)
    {
        ["$"] = "USD", ["usd"] = "USD", ["dollars"] = "USD", ["€"] = "EUR", ["eur"] = "EUR", ["euro"] = "EUR", ["euros"] = "EUR", ["евро"] = "EUR",
        ["£"] = "GBP", ["gbp"] = "GBP", ["₽"] = "RUB", ["rub"] = "RUB", ["руб"] = "RUB", ["рубли"] = "RUB", ["рублях"] = "RUB", ["рублей"] = "RUB",
        ["dollar"] = "USD", ["pounds"] = "GBP", ["pound"] = "GBP", ["rubles"] = "RUB", ["roubles"] = "RUB", ["yen"] = "JPY", ["рубль"] = "RUB", ["рублям"] = "RUB",
        ["доллар"] = "USD", ["долларам"] = "USD", ["гривны"] = "UAH", ["гривнах"] = "UAH", ["тенге"] = "KZT", ["фунтах"] = "GBP",
        ["доллары"] = "USD", ["долларах"] = "USD", ["₴"] = "UAH", ["₸"] = "KZT", ["¥"] = "JPY",
    };

    private static readonly HashSet<string> ListFunctions =
    [
        .. "search filter filters filtering sorting sort totals statistics undo list".Split(' '),
        .. "поиск поиском фильтр фильтром фильтрами фильтры сортировка сортировкой итогами итоги".Split(' '),
    ];

    /// <summary>Splits a list at commas, semicolons and "and" that stand outside of brackets and quotes.</summary>
    public static IReadOnlyList<string> Split(string list)
    {
        var items = new List<string>();
        var (depth, start) = (0, 0);
        for (var i = 0; i < list.Length; i++)
        {
            depth += list[i] switch { '(' or '[' or '«' or '“' => 1, ')' or ']' or '»' or '”' => -1, _ => 0 };
            depth = Math.Max(depth, 0);
            if (depth > 0 || SeparatorAt(list, i) is not (> 0 and var length))
                continue;
            items.Add(list[start..i]);
            start = i + length;
            i = start - 1;
        }
        items.Add(list[start..]);
        return [.. items.Select(item => item.Trim(' ', '.', '!', '-', '–', '—', '•', '*', ':')).Where(item => item.Length > 0)];
    }

    /// <summary>Reads a list of fields; keys are distinct. <paramref name="instrumental"/>: the Russian words follow "с".</summary>
    public static IReadOnlyList<FieldSpec> ParseList(string list, Language language, bool instrumental, IEnumerable<FieldSpec>? existing = null)
    {
        var taken = (existing ?? []).Select(field => field.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var labels = (existing ?? []).Select(field => Words.Fold(field.Label)).ToHashSet(StringComparer.Ordinal);
        var fields = new List<FieldSpec>();
        foreach (var item in Split(list))
        {
            if (Parse(item, language, instrumental) is not { } field || !labels.Add(Words.Fold(field.Label)))
                continue;
            fields.Add(field with { Key = Distinct(field.Key, taken) });
        }
        return fields;
    }

    private static FieldSpec? Parse(string item, Language language, bool instrumental)
    {
        var (name, hint) = TakeHint(Article().Replace(Leading().Replace(Tail().Replace(item, ""), "").Trim(), ""));
        var (label, named) = TakeTypeWords(name, language);
        label = Words.Clean(Article().Replace(label, "").Trim(' ', '"', '\'', '«', '»', '“', '”', '`', ':', ',', '.'), MaxLabel);
        if (!label.Any(char.IsLetter) || label.Split(' ').Length > MaxWords || IsFunction(label))
            return null;
        if (language == Language.Ru)
            label = RussianNouns.Nominative(label, instrumental);
        var field = new FieldSpec { Key = KeyOf(label, language), Label = LabelOf(label, language), Type = FieldType.Text };
        return Typed(field, named, hint, language);
    }

    // Every app searches and sorts, and a theme is no field; what cannot be made is reported elsewhere.
    private static bool IsFunction(string label) => ListFunctions.Contains(Words.Fold(label)) || ThemeName().IsMatch(label) || Feature().IsMatch(label) || Limits.IsAll(label);

    private static FieldSpec Typed(FieldSpec field, FieldType? named, string? hint, Language language)
    {
        var hinted = hint is null ? null : HintType(hint, language);
        var options = hint is null || hinted is not null ? [] : Options(hint);
        var type = hinted ?? (options.Length > 1 ? FieldType.Choice : named) ?? FieldWords.TypeOf(field.Label, language) ?? FieldType.Text;
        return type switch
        {
            FieldType.Choice => field with { Type = type, Options = options.Length > 1 ? options : DefaultOptions(field.Key, language) },
            FieldType.Money => field with { Type = type, Currency = CurrencyOf(hint, language) },
            FieldType.Number or FieldType.Time when options.Length == 1 && hint!.Length <= MaxUnit => field with { Type = FieldType.Number, Unit = Words.Clean(hint, MaxUnit) },
            _ => field with { Type = type },
        };
    }

    private static FieldType? HintType(string hint, Language language)
    {
        var folded = Words.Fold(hint);
        if (folded is "yes/no" or "yes, no" or "да/нет" or "да, нет" or "true/false")
            return FieldType.Checkbox;
        if (RatingHint().IsMatch(folded))
            return FieldType.Rating;
        if (folded.Split(' ').Any(word => Currencies.ContainsKey(word.Trim('.'))))
            return FieldType.Money;
        if (folded.IndexOfAny([',', '/', '|']) >= 0)
            return null;
        return folded.Split(' ').Select(word => FieldWords.HintOf(word, language)).FirstOrDefault(type => type is not null)
            ?? (folded is "e-mail" or "email" or "url" or "phone" or "time" ? FieldWords.TypeOf(folded, Language.En) : null);
    }

    private static string[] Options(string hint) =>
        [.. OptionSeparator().Split(hint).Select(option => Words.SentenceCase(Words.Clean(option.Trim(' ', '"', '\'', '«', '»', '.'), 40)))
            .Where(option => option.Length > 0).DistinctBy(Words.Fold, StringComparer.Ordinal).Take(AppSpec.MaxOptions)];

    private static string[] DefaultOptions(string key, Language language) => (key, language) switch
    {
        ("priority", Language.En) => ["Low", "Medium", "High"],
        ("priority", Language.Ru) => ["Низкий", "Средний", "Высокий"],
        ("frequency", Language.En) => ["Daily", "Weekly", "Monthly"],
        ("frequency", Language.Ru) => ["Каждый день", "Каждую неделю", "Каждый месяц"],
        ("status", Language.En) => ["To do", "In progress", "Done"],
        ("status", Language.Ru) => ["Новый", "В работе", "Готово"],
        (_, Language.En) => ["One", "Two", "Three"],
        _ => ["Первый", "Второй", "Третий"],
    };

    /// <summary>The ISO code of the currency that a text names; null when it names none.</summary>
    public static string? CurrencyIn(string text) =>
        Words.Fold(text).Split([' ', ',', '(', ')', ':'], StringSplitOptions.RemoveEmptyEntries).Select(word => Currencies.GetValueOrDefault(word.Trim('.', '"', '«', '»'))).FirstOrDefault(currency => currency is not null);

    /// <summary>The options of a choice that are separated by commas, slashes or "or".</summary>
    public static string[] OptionsIn(string text) => Options(text);

    private static string CurrencyOf(string? hint, Language language)
    {
        foreach (var word in Words.Fold(hint ?? "").Split(' '))
            if (Currencies.TryGetValue(word.Trim('.'), out var currency))
                return currency;
        return language == Language.Ru ? "RUB" : "USD";
    }

    // "status (a, b)", "status: a, b", "priority low/medium/high", "price in euros"
    private static (string Name, string? Hint) TakeHint(string text)
    {
        foreach (var form in new[] { Bracketed(), Assigned(), Slashed(), OneOf(), InCurrency() })
            if (form.Match(text) is { Success: true } match)
                return (match.Groups["name"].Value.Trim(), match.Groups["hint"].Value.Trim());
        return (text, null);
    }

    private static (string Label, FieldType? Type) TakeTypeWords(string name, Language language)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        FieldType? type = null;
        // "number" and "date" also begin names ("number of guests"), so at the front only words that cannot be a name are taken.
        while (words.Count > 1 && FieldWords.HintOf(words[^1], language) is { } last && !IsName(words, last))
        {
            type ??= last;
            words.RemoveAt(words.Count - 1);
        }
        if (words is ["is", _, ..])
        {
            type = FieldType.Checkbox;
            words.RemoveAt(0);
        }
        if (words.Count > 2 && IsNaming(words[1]) && FieldWords.HintOf(words[0], language) is { } naming)
        {
            type = naming;
            words.RemoveRange(0, 2);
        }
        while (words.Count > 1 && FieldWords.HintOf(words[0], language) is { } first && first is FieldType.Checkbox or FieldType.Text && !IsOf(words[1]))
        {
            type = type is null or FieldType.Text ? FieldWords.HintOf(words[0], language) : type;
            words.RemoveAt(0);
        }
        // "text field", "column": they say nothing that the name does not say better.
        return (string.Join(' ', words), type == FieldType.Text && FieldWords.TypeOf(string.Join(' ', words), language) is { } own ? own : type);
    }

    // "a checkbox for empty", "a number called level"; but "number of guests" is a name.
    private static bool IsNaming(string word) => word is "for" or "called" or "named" or "для";

    private static bool IsOf(string word) => word is "of" or "для" or "for";

    // "due date", "phone number", "star rating" keep their last word.
    private static bool IsName(List<string> words, FieldType last) =>
        last is FieldType.Date or FieldType.Rating || (last is FieldType.Number && words[^2].ToLowerInvariant() is "phone" or "telephone" or "mobile" or "serial" or "order" or "house")
        || (last is FieldType.Number or FieldType.Text or FieldType.Choice or FieldType.Money && words.Count > 1 && IsOf(words[^2]));

    private static string KeyOf(string label, Language language)
    {
        var key = language == Language.Ru ? RussianNouns.KeyOf(label) ?? Words.Identifier(label) : Words.Identifier(label);
        if (key.Length == 0)
            return "field";
        return key is "id" or "constructor" or "prototype" or "toString" or "valueOf" or "hasOwnProperty" ? $"{key}Field" : key;
    }

    private static string LabelOf(string label, Language language) =>
        language == Language.En && Words.Fold(label) is "url" or "sku" or "id" or "isbn" or "vin" ? label.ToUpperInvariant() : Words.SentenceCase(label);

    private static string Distinct(string key, HashSet<string> taken)
    {
        var distinct = key;
        for (var i = 2; !taken.Add(distinct); i++)
            distinct = $"{key}{i}";
        return distinct;
    }

    private static int SeparatorAt(string list, int at)
    {
        if (list[at] is ',' or ';' or '\n')
            return 1;
        return Conjunction().Match(list, at) is { Success: true } match ? match.Length : 0;
    }

    [GeneratedRegex(@"\G\s+(?:and|plus|as well as|а также|и|&|\+)\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Conjunction();

    [GeneratedRegex(@"^(?:(?:and|also|with|plus|и|а также|ещ[её]|with a|each|every|its|their|his|her|my|an optional|optional|a required|required|обязательн\w+|whether (?:it is|it's|it was)|if (?:it is|it's)|"
        + @"(?:a |an )?(?:text )?(?:field|column) (?:for|called|named)|(?:поле|колонк\w|столбец|полем) (?:для|с названием)|с|со)\s+)+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Leading();

    [GeneratedRegex(@"^(?:dark|light|\w+) (?:theme|mode)$|^(?:т[её]мн|светл)\w+ тем\w+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ThemeName();

    // What PromptParser reads as a way to show the list.
    [GeneratedRegex(@"^(?:kanban(?: board)?|board view|(?:bar |pie )?(?:chart|graph)s?(?: .*)?|(?:some )?(?:sample|example|demo) (?:data|entries)|examples|(?:csv )?export(?: .*)?|sort(?:ed|ing)? by .*|\w+ (?:accent|colou?r scheme)|"
        + @"канбан.*|график(?:и|ами|ом)?|диаграмм\w*|экспорт.*|пример(?:ы|ами)|сортировк\w+ по .*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Feature();

    [GeneratedRegex(@"^(?:a|an|the|some|one|my|its)\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Article();

    [GeneratedRegex(@"\s+(?:so that|so i can|so we can|for each|for every|that |which |because|in order to|чтобы|котор|для кажд).*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tail();

    [GeneratedRegex(@"^(?<name>[^(\[]+)[(\[](?<hint>[^)\]]*)[)\]]?\s*$")]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"^(?<name>[^:=]+?)\s*[:=]\s*(?<hint>.+)$")]
    private static partial Regex Assigned();

    [GeneratedRegex(@"^(?<name>.+?)\s+(?<hint>[^\s/|]+(?:\s?[/|]\s?[^\s/|]+)+)$")]
    private static partial Regex Slashed();

    [GeneratedRegex(@"^(?<name>.+?)\s+(?:one of|from|из списка|из|of)\s+(?<hint>[^,]+?(?:\s+(?:or|или)\s+[^,]+)+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OneOf();

    [GeneratedRegex(@"^(?<name>.+?)\s+(?:in|в)\s+(?<hint>usd|eur|gbp|rub|dollars|euros?|рублях|долларах|евро|\$|€|£|₽)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex InCurrency();

    [GeneratedRegex(@"^(?:from )?1\s*(?:-|–|to|до|\.\.)\s*5(?: stars?)?$|^stars?$|^от 1 до 5$")]
    private static partial Regex RatingHint();

    [GeneratedRegex(@"\s*(?:[,/|;]|\s(?:or|and|или|и)\s)\s*(?:(?:or|and|или|и)\s+)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OptionSeparator();
}
