using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>What the words of a field's name say about its type.</summary>
internal static class FieldWords
{
    private static readonly Dictionary<string, FieldType> English = Table(
        (FieldType.Money, "price cost amount sum budget salary fee payment spent balance revenue income rent total expense value"),
        (FieldType.Number, "quantity qty count number age weight height distance duration minutes hours pages reps sets servings calories year score "
            + "points steps stock mileage temperature km kg miles streak days weeks percent progress rooms guests seats size rank order"),
        (FieldType.Date, "date day deadline birthday due birthdate anniversary when expiry expires started finished_on"),
        (FieldType.Time, "time"),
        (FieldType.LongText, "notes note description comment comments details text content body instructions ingredients summary review bio message remarks memo reason feedback"),
        (FieldType.Email, "email e-mail mail"),
        (FieldType.Url, "url link website site webpage homepage"),
        (FieldType.Image, "photo photos image picture avatar cover poster logo thumbnail"),
        (FieldType.Tags, "tags tag labels keywords"),
        (FieldType.Phone, "phone telephone mobile tel cell"),
        (FieldType.Rating, "rating stars"),
        (FieldType.Checkbox, "done completed complete finished bought purchased paid read watched packed favorite favourite active archived urgent "
            + "important available vegetarian vegan shipped returned visited learned watered sent received checked cooked tested approved taken"),
        (FieldType.Choice, "status priority frequency"));

    private static readonly Dictionary<string, FieldType> EnglishHints = Table(
        (FieldType.Checkbox, "checkbox check-box flag toggle switch boolean bool yes/no tick checkmark"),
        (FieldType.Choice, "dropdown select choice enum picker options selection"),
        (FieldType.LongText, "textarea multiline long-text longtext"),
        (FieldType.Number, "number numeric integer int decimal"),
        (FieldType.Money, "money currency"),
        (FieldType.Date, "date"),
        (FieldType.Rating, "rating stars"),
        (FieldType.Tags, "tags"),
        (FieldType.Text, "text string field column"));

    private static readonly Dictionary<string, FieldType> RussianHints = Table(
        (FieldType.Checkbox, "флажок флажком галочка галочкой галочку чекбокс чекбоксом отметка отметкой отметку признак признаком переключатель переключателем да/нет"),
        (FieldType.Choice, "выбор выбором выпадающий варианты список списком"),
        (FieldType.LongText, "многострочный"),
        (FieldType.Number, "число числом числовое числовой"),
        (FieldType.Money, "деньги деньгами"),
        (FieldType.Date, "дата"),
        (FieldType.Rating, "рейтинг звезды"),
        (FieldType.Tags, "теги тегами"),
        (FieldType.Text, "текст текстом текстовое текстовый строка строкой поле полем колонка колонкой столбец"));

    private static readonly HashSet<string> DoneWords =
    [
        .. "done completed complete finished bought purchased paid read watched packed shipped returned visited learned sent received cooked".Split(' '),
        .. "куплено сделано выполнено готово прочитано просмотрено посмотрено оплачено завершено закрыто отправлено получено собрано пройдено".Split(' '),
    ];

    private static readonly HashSet<string> NotAdded =
    [
        .. "year age weight height temperature score rank order percent progress level size streak rating mileage grade balance".Split(' '),
        .. "год возраст вес рост температура номер процент уровень размер прогресс серия пробег балл доза".Split(' '),
    ];

    private static readonly HashSet<string> DueWords = [.. "due deadline срок дедлайн".Split(' ')];

    /// <summary>The type that the name itself means, by its last telling word: "due date" is a date. Null when it tells nothing.</summary>
    public static FieldType? TypeOf(string label, Language language)
    {
        var words = Split(label);
        if (language == Language.Ru)
            return RussianNouns.TypeOf(words) ?? EnglishType(words);
        return words is ["phone" or "telephone" or "mobile", "number"] ? FieldType.Phone : EnglishType(words);
    }

    /// <summary>The type that a word names without being part of the field's name, such as "checkbox".</summary>
    public static FieldType? HintOf(string word, Language language) =>
        (language == Language.Ru && RussianHints.TryGetValue(Words.Fold(word), out var type)) || EnglishHints.TryGetValue(Words.Fold(word), out type) ? type : null;

    private static readonly (string Start, FieldType Type)[] Types =
    [
        ("long", FieldType.LongText), ("multi", FieldType.LongText), ("textarea", FieldType.LongText), ("длинн", FieldType.LongText), ("text", FieldType.Text), ("текст", FieldType.Text),
        ("drop", FieldType.Choice), ("select", FieldType.Choice), ("choice", FieldType.Choice), ("выпада", FieldType.Choice), ("выбор", FieldType.Choice),
        ("check", FieldType.Checkbox), ("yes", FieldType.Checkbox), ("флажк", FieldType.Checkbox), ("галочк", FieldType.Checkbox), ("чекбокс", FieldType.Checkbox),
        ("num", FieldType.Number), ("integer", FieldType.Number), ("числ", FieldType.Number), ("date", FieldType.Date), ("дат", FieldType.Date), ("time", FieldType.Time), ("врем", FieldType.Time),
        ("rating", FieldType.Rating), ("star", FieldType.Rating), ("оценк", FieldType.Rating), ("рейтинг", FieldType.Rating), ("звезд", FieldType.Rating), ("link", FieldType.Url), ("url", FieldType.Url),
        ("ссылк", FieldType.Url), ("e-mail", FieldType.Email), ("email", FieldType.Email), ("почт", FieldType.Email), ("phone", FieldType.Phone), ("телефон", FieldType.Phone), ("money", FieldType.Money),
        ("currency", FieldType.Money), ("price", FieldType.Money), ("деньг", FieldType.Money), ("сумм", FieldType.Money), ("tag", FieldType.Tags), ("тег", FieldType.Tags), ("image", FieldType.Image),
        ("picture", FieldType.Image), ("photo", FieldType.Image), ("картинк", FieldType.Image),
    ];

    /// <summary>The type that "a number" or "флажком" names; null when it names none.</summary>
    public static FieldType? TypeNamed(string words)
    {
        var folded = Words.Fold(words);
        return Types.Where(type => folded.StartsWith(type.Start, StringComparison.Ordinal)).Select(type => (FieldType?)type.Type).FirstOrDefault();
    }

    /// <summary>The word tells a type.</summary>
    public static bool IsKnown(string word) => English.ContainsKey(word) || EnglishHints.ContainsKey(word) || RussianNouns.KeyOf(word) is not null;

    public static bool MeansDone(string label) => Split(label).Any(DoneWords.Contains);

    public static bool MeansDue(string label) => Split(label).Any(DueWords.Contains);

    /// <summary>False for numbers whose sum says nothing, such as years.</summary>
    public static bool CanBeAdded(string label) => !Split(label).Any(NotAdded.Contains);

    private static FieldType? EnglishType(string[] words)
    {
        if (words is ["is" or "has", ..] or ["in", "stock"])
            return FieldType.Checkbox;
        if (words is ["number" or "amount", "of", ..])
            return FieldType.Number;
        var of = Array.IndexOf(words, "of");
        var head = of > 0 ? words[..of] : words;
        foreach (var word in head.Reverse())
            if (English.TryGetValue(word, out var type))
                return type;
        return null;
    }

    private static string[] Split(string label) => Words.Fold(label).Split([' ', ',', '?', '!', '.'], StringSplitOptions.RemoveEmptyEntries);

    private static Dictionary<string, FieldType> Table(params (FieldType Type, string Words)[] rows) =>
        rows.SelectMany(row => row.Words.Split(' ').Select(word => (word, row.Type))).ToDictionary(pair => pair.word, pair => pair.Type, StringComparer.Ordinal);
}
