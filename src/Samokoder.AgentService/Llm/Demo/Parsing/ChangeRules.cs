using System.Text.RegularExpressions;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>One way to say a wish, and what it means; null when the words only look like it.</summary>
internal sealed record ChangeRule(string Pattern, Func<ChangeWords, SpecChange?> Read);

/// <summary>The named parts of a clause that a rule has recognised.</summary>
internal sealed class ChangeWords(string clause, Match match, Language language)
{
    public Language Language => language;

    public string Clause => clause;

    public string this[string name] => Unquote(match.Groups[name].Value);

    public string? Optional(string name) => match.Groups[name] is { Success: true, Value: var value } && Unquote(value) is { Length: > 0 } text ? text : null;

    public bool Has(string pattern) => Regex.IsMatch(clause, pattern, ChangeRules.Options, ChangeRules.Patience);

    private static string Unquote(string text) => text.Trim(' ', '"', '\'', '«', '»', '“', '”', '`', '.', '!', ',', ':', '?');
}

/// <summary>The wishes that a clause can hold, in both languages. The first rule that fits decides, so the narrower ones stand first.</summary>
internal static class ChangeRules
{
    internal const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private const string Add = @"(?:add|include|insert|create|добав(?:ь|ьте|ить)|созда(?:й|йте|ть)|вставь(?:те)?)";
    private const string Show = @"(?:show|display|add|include|see|have|give|calculate|compute|count|sum(?: up)?|use|enable|turn on|make|need|want|покажи(?:те)?|показывай|выведи(?:те)?|добав(?:ь|ьте|ить)|посчитай(?:те)?|считай|включи(?:те)?|сделай(?:те)?|нужн\w+|хочу(?: видеть)?)";
    private const string Hide = @"(?:remove|delete|drop|hide|get rid of|turn off|disable|without|no|убери(?:те)?|убрать|удали(?:те)?|удалить|скрой(?:те)?|спрячь|отключи(?:те)?|без)";
    private const string Rename = @"(?:rename|retitle|переименуй(?:те)?|переименовать)";
    private const string To = @"(?:to|into|as|=>|->|в|на)";
    private const string The = @"(?:(?:the|an?|my|its|our|this|all|new|another|some|ещё|еще|новое|новую|новый)\s+)*";
    private const string FieldWord = @"(?:(?:fields?|columns?|label|property|поле|поля|колонку|колонка|столбец)\s+)?";
    private const string After = @"(?:\s+(?:field|column|label|value|поле|колонк\w+))?";
    private const string Done = @"(?:done|finished|completed?|bought|checked|paid|read|ticked|выполненн\w+|готов\w+|законченн\w+|завершенн\w+|завершённ\w+|купленн\w+|сделанн\w+|отмеченн\w+|прочитанн\w+)";
    private const string Things = @"(?:\s+(?:items?|tasks?|entries|ones|rows|things|задачи|дела|записи|товары|покупки|строки|пункты))?";

    // No names of fields: another app, or a wish that says nothing to a generator.
    private const string Vague = @"\b(?:app|tracker|list|log|manager|website|site|game|design|style|layout|font|nicer|better|prettier|beautiful|bigger|smaller|modern|cooler|animations?|приложение|трекер|список|сайт|игр[ауы]|дизайн\w*|стиль|шрифт\w*|красив\w+|анимаци\w+)\b";

    private static readonly ChangeRule[] Rules = [.. Names(), .. Orders(), .. Views(), .. Extras(), .. Fields(), .. Abilities(), .. Additions()];

    private static readonly Regex[] Patterns = [.. Rules.Select(rule => new Regex(rule.Pattern, Options, Patience))];

    public static SpecChange? Read(string clause, Language language)
    {
        foreach (var (index, pattern) in Patterns.Index())
            if (pattern.Match(clause) is { Success: true } match && Rules[index].Read(new ChangeWords(clause, match, language)) is { } change)
                return change;
        return null;
    }

    private static ChangeRule[] Names() =>
    [
        new($@"^(?:{Rename}\s+(?:it|this|(?:the|this|my)\s+(?:whole\s+)?(?:app|application|title|page|project|list|heading))?\s*(?:to|as|into)|(?:call|name)\s+(?:it|this|the app|the page|my app)|(?:change|set)\s+(?:the\s+|its\s+)?(?:app(?:'s)?\s+|page\s+)?(?:title|name|heading)(?:\s+of the (?:app|page))?\s+to"
            + @"|(?:the |its )?(?:new )?(?:app )?(?:title|heading|name)(?:\s+of the app)?\s*(?:should be|must be|is|:)|переименуй(?:те)?\s+(?:(?:его|е[её]|это|приложение|список|всё)\s+)?(?:в|на)|назови(?:те)?(?:\s+(?:его|е[её]|приложение|это|список))?"
            + @"|(?:поменяй|измени|смени)(?:те)?\s+(?:название|заголовок|имя)(?:\s+приложения)?\s+на|(?:новое\s+)?(?:название|заголовок)(?:\s+приложения)?\s*(?::|пусть будет|будет)|пусть (?:приложение )?называется)\s+(?<title>.+)$",
            words => Regex.IsMatch(words["title"], @"^(?:not |an? )?(?:required|mandatory|optional|needed|first|last|number|text)\b", Options, Patience) ? null : new SpecChange.RenameApp(words["title"])),
        new($@"^(?:{Rename}|change|change the name of|поменяй|измени|замени|replace)\s+{The}(?:option|value|choice|вариант|значение|опцию)\s+(?<from>.+?)\s+(?:{To}|with|by)\s+(?<to>.+)$", words => new SpecChange.Rename(words["from"], words["to"])),
        new($@"^{Rename}\s+{The}(?:(?:fields?|columns?|label|list|tab|table|поле|колонку|столбец|список|вкладку|таблицу)\s+)?(?<from>.+?)(?:\s+(?:field|column|label|list|tab))?\s+{To}\s+(?<to>.+)$", words => new SpecChange.Rename(words["from"], words["to"])),
        new($@"^(?:call|назови)\s+{The}{FieldWord}(?<from>[^ ]+){After}\s+(?<to>[""“«'].+)$", words => new SpecChange.Rename(words["from"], words["to"])),
    ];

    private static ChangeRule[] Orders() =>
    [
        new(@"\b(?:alphabetic\w*|a-z|по алфавиту)\b", words => new SpecChange.SortBy(null, FieldType.Text, Descending: false)),
        new(@"^(?:(?:sort|order|show|display|list|put|отсортируй|сортируй|сортировка|покажи|показывай|выводи|сначала|пусть сначала будут)\w*\s+)?(?:\w+\s+)?(?:by |the |it |items |from )*(?<what>newest|latest|most recent|recent|oldest|earliest|cheapest|lowest|most expensive|expensive|highest|biggest|largest|best|новые|свежие|последние|старые|д[её]шевые|дорогие|лучшие|большие)(?:\s+(?:items|ones|entries|записи|покупки|расходы))?(?:\s+(?:first|on top|at the top|to oldest|сверху|вначале|первыми|сначала))?$",
            words => Newest(words["what"])),
        new(@"^(?:please )?(?:sort(?:ed|ing)?|order(?:ed)?|arrange|отсортируй(?:те)?|отсортировать|сортируй(?:те)?|сортировать|сортировка|упорядочи\w*|расположи)\b(?:\s+(?:it|them|this|the list|the items|items|entries|the table|everything|all|tasks|list|\w+s|список|записи|их|его|всё|таблицу|задачи|расходы))?(?:\s+by default)?\s+(?:by|on|after|with|по|:)\s*(?:the\s+|their\s+|полю\s+)?(?<field>.+?)(?<order>[\s,(]+(?:in )?(?:desc\w*|asc\w*|descending order|ascending order|(?:newest|latest|highest|largest|biggest|oldest|lowest|smallest|cheapest)(?: first)?|high to low|low to high|reversed?|backwards|от \S+ к \S+|по убыванию|по возрастанию|убыв\w*|возраст\w*|сначала \w+|обратно|вниз|вверх)\)?)?$",
            words => new SpecChange.SortBy(words["field"], null, words.Has(@"\b(?:desc\w*|newest|latest|highest|largest|biggest|high to low|revers\w*|backwards|(?:по )?убыв\w*|сначала (?:нов|дорог|больш|свеж|последн)\w*|от (?:больш|нов|дорог)\w+ к|обратно|вниз)"))),
        new($@"^(?:move|put|place|перенеси(?:те)?|перемести(?:те)?|поставь(?:те)?|передвинь)\s+{The}{FieldWord}(?<field>.+?){After}\s+(?<place>before|above|in front of|after|below|behind|перед|до|после|за)\s+(?:the\s+|полем\s+|поля\s+)?(?<other>.+?){After}$",
            words => new SpecChange.Move(words["field"], words.Has(@"\b(?:before|above|in front of|перед|до)\b"), words["other"])),
        new($@"^(?:move|put|place|make|show|перенеси(?:те)?|перемести(?:те)?|поставь(?:те)?|передвинь|покажи|сделай)\s+(?!(?:all |the )*{Done}\b){The}{FieldWord}(?<field>.+?){After}\s+(?:(?:to|at|as|in|into|on)\s+)?(?:the\s+)?(?:very\s+)?(?<place>top|front|first|start|beginning|left|last|end|bottom|right|first column|last column|перв\w+|последн\w+|в начало|вначале|в конец|влево|вправо|наверх|вниз)$",
            words => new SpecChange.Move(words["field"], !words.Has(@"\b(?:last|end|bottom|right|last column|последн\w+|в конец|вправо|вниз)$"), null)),
        new($@"^(?:the\s+)?(?<field>.+?){After}\s+(?:should|must|shall)\s+(?:be|come|stand)\s+(?<place>first|last)$", words => new SpecChange.Move(words["field"], words["place"] == "first", null)),
    ];

    private static SpecChange.SortBy Newest(string what) => Words.Fold(what) switch
    {
        "newest" or "latest" or "most recent" or "recent" or "новые" or "свежие" or "последние" => new(null, FieldType.Date, Descending: true),
        "oldest" or "earliest" or "старые" => new(null, FieldType.Date, Descending: false),
        "cheapest" or "lowest" or "дешевые" => new(null, FieldType.Money, Descending: false),
        "best" or "лучшие" => new(null, FieldType.Rating, Descending: true),
        _ => new(null, FieldType.Money, Descending: true),
    };

    private static ChangeRule[] Views() =>
    [
        new($@"^{Hide}\s+.*\b(?:board|kanban|groups?|grouping|доск\w+|канбан|группировк\w+)\b|^(?:back to|show|use|make it|verni|верни|покажи|сделай|обратно)\s+(?:it\s+)?(?:as\s+|в\s+|в виде\s+)?{The}(?:plain |simple |normal |usual |обычн\w+ |прост\w+ )?(?:list|table|список\w*|таблиц\w+|списком|таблицей)(?:\s+(?:again|view))?$|^ungroup",
            _ => new SpecChange.UsePlainList()),
        new(@"\b(?:kanban|trello|board|канбан\w*|доск\w+)\b(?:.*?\b(?:by|grouped by|with columns for|for|по)\s+(?:the\s+)?(?<field>.+?))?$", words => new SpecChange.UseBoard(words.Optional("field"))),
        new(@"^(?:show|group|divide|split|make|сгруппируй(?:те)?|сгруппировать|раздели(?:те)?|разбей|группируй|группировка)\b.*?\b(?:by|into|per|по)\s+(?:the\s+)?(?<field>.+)$", words => words.Has(@"^(?:show|make)") && !words.Has(@"\bgroup") ? null : new SpecChange.UseGroups(words["field"])),
        new($@"^{Hide}\s+.*\b(?:charts?|graphs?|diagrams?|plot|график\w*|диаграмм\w*)\b", _ => new SpecChange.UseChart(null, Shown: false)),
        new(@"\b(?:charts?|graphs?|diagrams?|plot|histogram|bars|график\w*|диаграмм\w*|гистограмм\w*)\b(?:.*?\b(?:by|per|of .+ by|over|for each|по)\s+(?:the\s+)?(?<field>.+))?$", words => new SpecChange.UseChart(words.Optional("field"), Shown: true)),
        new($@"^{Hide}\s+{The}(?:totals?|sums?|итог\w*|сумму внизу|общую сумму)$", _ => new SpecChange.ShowTotal(null, Shown: false)),
        new($@"^{Hide}\s+{The}(?:totals?|sums?|итог)\s+(?:of|for|по)\s+(?<field>.+)$", words => new SpecChange.ShowTotal(words["field"], Shown: false)),
        new($@"^(?:{Show}\s+)?(?:me\s+)?(?:how many|how much|the number of|number of|a count(?:er)?|count|counter|сколько|количество|число|сч[её]тчик)\s*(?:of\s+)?(?:all\s+)?(?:there are|items?|entries|rows|tasks|things|books|записей|задач|товаров|покупок|всего|строк|книг)?(?:\s+(?:there are|i have|are there|left|всего|осталось))?$",
            words => words.Has(@"^(?:add|добав\w+|нужн\w+)\s+(?:count|количество|число)$") ? null : new SpecChange.ShowCount()),
        new($@"^(?:{Show}\s+)?(?:me\s+|up\s+)?{The}(?:overall |grand |running |общ\w+ )?(?:totals?|sums?|сумму|сумма|итог\w*|всего)(?:\s+(?:amount|cost|price))?(?:\s+(?:of|for|over|по|у)?\s*(?:all\s+)?(?:the\s+|всех\s+)?(?<field>.+?))?(?:\s+(?:at the (?:bottom|top)|below|внизу|сверху))?$",
            words => words.Has(@"^(?:add|добав\w+|нужн\w+)\s+(?:(?:a|the|an)\s+)?(?:sum|сумму|сумма)$") && words.Language == Language.Ru ? null : new SpecChange.ShowTotal(words.Optional("field"), Shown: true)),
        new(@"^(?:sum(?:\s+up)?|add up)\s+(?:all\s+)?(?:the\s+)?(?<field>.+)$|^(?:просуммируй|суммируй|сложи)\s+(?:все\s+)?(?<field>.+)$", words => new SpecChange.ShowTotal(words["field"], Shown: true)),
        new($@"\b{Done}{Things}\b.*\b(?:bottom|end|last|down|вниз\w*|в конец|в конце|последними)\b", _ => new SpecChange.UseFinished(FinishedEntries.Last)),
        new($@"^(?:hide|don't show|do not show|скрой(?:те)?|скрывай|прячь|спрячь|не показывай)\s+(?:all\s+|the\s+|все\s+)*{Done}{Things}$", _ => new SpecChange.UseFinished(FinishedEntries.Hidden)),
        new($@"\b{Done}{Things}\b.*\b(?:line|strike\w*|cross\w*|through|grey|gray|зач[её]рк\w*|черт\w+|серы\w+)\b|\b(?:strike|cross|line|зач[её]рк\w*|вычёркивай|вычеркивай)\b.*\b{Done}\b|^(?:cross|strike)\b.*\b(?:off|out|through)\b", _ => new SpecChange.UseFinished(FinishedEntries.InPlace)),
    ];

    private static ChangeRule[] Extras() =>
    [
        new(@"\b(?:export|csv|excel|spreadsheet|download|экспорт\w*|выгруз\w+|скача\w+|эксель)\b", words => new SpecChange.UseExport(!words.Has($"^{Hide}"))),
        new($@"^{Hide}\s+{The}(?:examples?|sample|demo|dummy|test)\b.*$|^{Hide}\s+(?:все\s+)?(?:примеры|тестовые)\b.*$", _ => new SpecChange.Seed(Seeded: false)),
        new(@"\b(?:examples?|sample|demo|dummy|test|fake)(?:\s+(?:data|entries|items|rows|records|content|books|tasks))?$|^(?:fill|populate|seed)\b|\b(?:пример\w*|тестов\w+ (?:данн\w+|запис\w+)|заполни\w*)\b", _ => new SpecChange.Seed(Seeded: true)),
        new(@"\b(?:in(?:to)?|to|use)\s+(?<language>english|russian)\b|\bна\s+(?<language>русск\w+|английск\w+)\b|^(?<language>english|russian|по-русски|по-английски)$", words => new SpecChange.UseLanguage(words.Has("english|английск") ? Language.En : Language.Ru)),
    ];

    private static ChangeRule[] Fields() =>
    [
        new(@"^(?:make|set|mark|сделай(?:те)?|поставь|пометь)\s+(?:the\s+|поле\s+|поля\s+)?(?<field>.+?)(?:\s+fields?)?\s+(?:as\s+|to be\s+)?(?<not>not required|optional|non-?mandatory|необязательн\w+|не обязательн\w+)$|^(?:the\s+|поле\s+)?(?<field>.+?)(?:\s+field)?\s+(?:is|should be|can be|must be|—|-)?\s*(?<not>not required|optional|not mandatory|необязательн\w+|не обязательн\w+)$",
            words => new SpecChange.Require(words["field"], Required: false)),
        new(@"^(?:make|set|mark|сделай(?:те)?|поставь|пометь)\s+(?:the\s+|поле\s+|поля\s+)?(?<field>.+?)(?:\s+fields?)?\s+(?:as\s+|to be\s+)?(?:an?\s+)?(?:required|mandatory|compulsory|obligatory|обязательн\w+)(?:\s+(?:field|полем))?$|^(?:the\s+|поле\s+)?(?<field>.+?)(?:\s+field)?\s+(?:is|are|should be|must be|has to be|have to be|—|-|должн\w+ быть)?\s*(?:required|mandatory|compulsory|obligatory|обязательн\w+)$|^(?:require|requires)\s+(?:the\s+|an?\s+)?(?<field>.+)$",
            words => words.Has($"^{Add}") ? null : new SpecChange.Require(words["field"], Required: true)),
        new($@"^(?:{Add})\s+{The}(?:options?|choices?|values?|вариант\w*|значени\w+|опци\w+)\s+(?<options>.+?)\s+(?:to|in|for|into|в|к|для)\s+(?:the\s+|поля?\s+|поле\s+)?(?<field>[^,]+?)(?:\s+field)?$", words => new SpecChange.AddOptions(words["options"], words["field"])),
        new(@"^(?:(?:change|set|replace|make|use|поменяй|измени|замени|задай)\s+)?(?:the\s+)?(?:options?|choices?|values?|вариант\w*|значени\w+|опци\w+)\s+(?:of|for|in|в|для|у)?\s*(?:the\s+|поля\s+|поле\s+)?(?<field>.+?)\s*(?:should be|are|to be|to|:|=|with|на|будут)\s+(?<options>.+)$", words => new SpecChange.SetOptions(words["options"], words["field"])),
        new(@"^(?:(?:change|set|replace|make)\s+)?(?:the\s+)?(?<field>[^,:]+?)\s+(?:options?|choices?|values?)\s*(?:should be|are|to be|to|:|=|with)\s+(?<options>.+)$", words => words.Has($"^{Add}") ? null : new SpecChange.SetOptions(words["options"], words["field"])),
        new(@"^(?!add|добав).*\b(?:currency|prices?|costs?|amounts?|sums?|money|use|in|валют\w*|цен\w*|сумм\w*|стоимост\w*|в|рубл\w*|доллар\w*)\b.*$", words => FieldParser.CurrencyIn(words.Clause) is { } currency && words.Has(@"\b(?:currency|prices?|costs?|amounts?|use|show|change|switch|in|валют\w*|цен\w*|сумм\w*|стоимост\w*|покажи|в)\b") ? new SpecChange.UseCurrency(currency) : null),
        new(@"^(?:make|change|turn|convert|switch|set|let|use|сделай(?:те)?|преврати(?:те)?|поменяй(?:те)?|измени(?:те)?|смени)\s+(?:the\s+)?(?:type of\s+|тип\s+(?:поля\s+)?)?(?:field\s+|поле\s+)?(?<field>.+?)(?:\s+(?:field|column))?\s+(?:(?:to|into|be|in|as|в|на)\s+)?(?:an?\s+|the\s+)?(?<type>(?:drop-?down|select|choice|checkbox|check box|yes/no|number|numeric|integer|date|time|text|long text|multi-?line(?: text)?|textarea|rating|stars?(?: rating)?|link|url|e-?mail|phone(?: number)?|money|currency|price|tags|image|picture|photo|выпадающ\w+ (?:списо?к\w*)|выбор\w*|флажк\w+|галочк\w+|чекбокс\w*|числ\w+|дат\w+|врем\w+|текст\w*|длинн\w+ текст\w*|оценк\w+|рейтинг\w*|зв[её]зд\w+|ссылк\w+|почт\w+|телефон\w*|деньг\w+|сумм\w+|тег\w*|картинк\w+))(?:\s+(?:list|menu|field))?(?:\s*(?:with|of|:|\(|from|с|из)\s*(?:the\s+)?(?:options?|values?|choices?|вариант\w+)?\s*:?\s*(?<options>.+?)\)?)?$",
            words => FieldWords.TypeNamed(words["type"]) is { } type ? new SpecChange.ChangeType(words["field"], type, words.Optional("options")) : null),
        new(@"^(?:the\s+)?(?<field>.+?)\s+should be\s+(?:an?\s+)(?<type>drop-?down|choice|checkbox|number|date|time|text|long text|rating|link|email|phone|tags|image)(?:\s*(?:with|of|:|\()\s*(?:options?\s*:?\s*)?(?<options>.+?)\)?)?$",
            words => FieldWords.TypeNamed(words["type"]) is { } type ? new SpecChange.ChangeType(words["field"], type, words.Optional("options")) : null),
        new($@"^{Hide}\s+{The}(?:(?:fields?|columns?|options?|value|tab|list|поле|поля|колонку|столбец|вариант|вкладку|список)\s+)?(?<names>.+?)(?:\s+(?:fields?|columns?|option|tab|list))?(?:\s+from\s+.*|\s+из\s+.*)?$", words => new SpecChange.Remove(words["names"])),
        new(@"^(?:i\s+)?(?:don't|do not|dont|no longer)\s+(?:need|want)\s+(?:the\s+|an?\s+)?(?<names>.+?)(?:\s+(?:field|column|anymore))*$|^(?:мне\s+)?не\s+нуж(?:ен|на|но|ны)\s+(?:поле\s+)?(?<names>.+)$|^(?:поле\s+)?(?<names>.+?)\s+не\s+нуж(?:ен|на|но|ны)$|^(?:the\s+)?(?<names>.+?)\s+(?:is|are)\s+not\s+(?:needed|necessary)$", words => new SpecChange.Remove(words["names"])),
        new($@"^(?:replace|замени(?:те)?|change|поменяй(?:те)?|измени(?:те)?)\s+{The}{FieldWord}(?!colou?r\b|accent\b|theme\b|цвет\b|тему\b)(?<from>.+?){After}\s+(?:with|by|to|into|на|в)\s+(?<to>.+)$", words => new SpecChange.Rename(words["from"], words["to"])),
    ];

    private static ChangeRule[] Abilities() =>
    [
        Has($@"^(?:{Add}|{Show}|make it|i want|let me|нужен|нужна|хочу)?\s*{The}(?:search(?: ?(?:bar|box|field|function))?|searchable|a way to search|поиск\w*|строку поиска|искать)(?:\s+(?:by|for|to|по)\b.*)?$", Ability.Search),
        Has($@"^(?:{Add}|{Show}|let me|make it|i want(?: to)?|нужен|нужны|хочу)?\s*{The}(?:filters?|filtering|filterable|filter by|фильтр\w*|фильтрац\w+)(?:\s+(?:by|for|per|по)?\s*.*)?$", Ability.Filter),
        Has($@"^(?:{Add}|let me|make it|i want to)\s+{The}(?:sortable|sorting|сортировку)$", Ability.Sort),
        Has(@"^(?:let me|i want to|make it possible to|allow me to|add|enable|make \w+|дай возможность|можно было|чтобы можно было|добавь)\s*(?:to\s+|an?\s+)?(?:edit\w*|delete|deleting|correct\w*|change entries|редактир\w*|изменять|удал(?:ять|ение)|правк\w+)\b.*$", Ability.Edit),
        Has(@"^(?:add |let me |добавь )?(?:an? )?(?:undo|отмену)(?: (?:button|delete|deletion))?$", Ability.Undo),
        Has(@"\b(?:dark|theme|light)[ /-]?(?:mode)?\s*(?:/\s*light )?(?:toggle|switch\w*|button)\b|\b(?:toggle|switch|button) (?:for|to|between) (?:dark|the theme|themes|light)\b|\bпереключ\w+ тем\w*|\bкнопк\w+ тем\w*", Ability.ThemeSwitch),
        Has(@"\b(?:mobile|responsive|phone[- ]friendly|on (?:my|a|the) phone|мобильн\w+|на телефоне|адаптивн\w+)\b", Ability.Phone),
        Has(@"\b(?:save|keep|store|persist|remember|сохран\w+|запомин\w+)\b.*\b(?:data|entries|items|reload|refresh|данн\w+|запис\w+|перезагруз\w+)\b", Ability.Storage),
    ];

    private static ChangeRule Has(string pattern, Ability ability) => new(pattern, _ => new SpecChange.HasAlready(ability));

    private static ChangeRule[] Additions() =>
    [
        new($@"^(?:(?:{Add}|put(?: in)?)\s+(?:(?:also|an?|the)\s+)*|(?:i (?:also )?(?:want|need)|i'd (?:also )?like|make|нужен|хочу|сделай|поставь)\s+(?:also\s+)?(?:an?\s+)?(?:another|new|second|third|separate|one more|ещё|еще|второй|вторую|новый|новую|отдельный|отдельную)\s+)(?:(?:another|new|second|third|separate|one more|ещё|еще|один|одну|второй|вторую|новый|новую|отдельный|отдельную)\s+)*(?:tab|list|table|section|page|collection|вкладку|вкладка|список|таблицу|раздел|страницу)\s*(?:for |of |called |named |with |for my |с |под названием |: )?(?<list>.+)$|^(?:ещё|еще)\s+(?:один\s+|одну\s+)?(?:список|вкладк\w|таблиц\w)\s+(?<list>.+)$|^(?:an? )?(?:another|second|separate)\s+(?:list|tab|table)\s+(?:for |of |called |with )?(?<list>.+)$",
            words => new SpecChange.AddList(Described(words))),
        Field($@"^(?:{Add}|put(?: in)?|введи)\s+{The}(?:(?:fields?|columns?|поле|поля|колонку|столбец)(?:\s*:\s*|\s+(?:called |named |for |для |с названием )?))?(?<fields>.+?)(?:\s+(?:to|for|in|into|в|к|для)\s+(?:the |my |each |every |all |кажд\w+ |список )*(?<where>[^(),:]+))?$"),
        Field(@"^(?:i (?:also )?(?:want|need|would like)|i'd (?:also )?like|we (?:also )?need|it (?:also )?needs|each \w+ (?:also )?(?:needs|has|should have)|there should (?:also )?be|it should (?:also )?have|(?:can|could) (?:i|we|you|it) (?:also )?(?:have|get)|have|with|plus|what about|how about|also|нужн(?:а|о|ы)|нужен|надо|хочу|хотелось бы|не хватает|ещё|еще|плюс|можно|должн(?:а|о|ы) быть|должен быть|пусть будет)\s+"
            + @"(?:(?:also|have|an?|the|new|another|to have|to see|поле|поля|колонка|колонку|field for|column for|добавить|ещё|еще)\s+)*(?<fields>.+)$"),
    ];

    // "список клиентов" is a list for clients.
    private static string Described(ChangeWords words) =>
        words.Language == Language.Ru && words.Has(@"\b(?:список|таблиц\w|раздел)\s+\w") && !words.Has(@"\b(?:для|с|под названием)\b") ? "для " + words["list"] : words["list"];

    private static ChangeRule Field(string pattern) => new(pattern, words => FieldsOf(words["fields"]) is { } fields ? new SpecChange.AddFields(fields, words.Optional("where"), words.Language) : null);

    // "category with options food, drinks" and "category: food, drinks" are "category (food, drinks)".
    private static string? FieldsOf(string fields)
    {
        if (!fields.Any(char.IsLetter) || Regex.IsMatch(fields, Vague, Options, Patience))
            return null;
        var match = Regex.Match(fields, @"^(?<name>[^,:()]+?)\s*(?:,?\s*(?:with|having|that can be|which is|с|со)\s+)?(?:the\s+)?(?:following\s+)?(?:drop-?down\s+)?(?:(?:options?|choices?|values?|вариант\w+|значени\w+|опци\w+)\s*:?|:)\s*(?<options>[^()]+)$", Options, Patience);
        return match.Success ? $"{match.Groups["name"].Value} ({match.Groups["options"].Value})" : fields;
    }
}
