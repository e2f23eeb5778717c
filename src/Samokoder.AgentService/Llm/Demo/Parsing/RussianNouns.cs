using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>
/// Enough Russian morphology for the names of fields: "датой покупки" is the field "дата покупки", "общей суммой" is
/// "общая сумма". Known nouns are found by their stem; others by the ending of their case.
/// </summary>
internal static class RussianNouns
{
    private const int LongestEnding = 3;

    // stem, nominative, type: a stem matches a word that has at most three letters more.
    private static readonly (string Stem, string Noun, string Key, FieldType? Type)[] Known =
    [
        ("назван", "название", "name", null), ("имен", "имя", "name", null), ("имя", "имя", "name", null), ("фамили", "фамилия", "surname", null),
        ("количеств", "количество", "quantity", FieldType.Number), ("числ", "число", "number", FieldType.Number), ("цен", "цена", "price", FieldType.Money),
        ("стоимост", "стоимость", "cost", FieldType.Money), ("сумм", "сумма", "amount", FieldType.Money), ("бюджет", "бюджет", "budget", FieldType.Money),
        ("зарплат", "зарплата", "salary", FieldType.Money), ("доход", "доход", "income", FieldType.Money), ("расход", "расход", "expense", FieldType.Money),
        ("оплат", "оплата", "payment", FieldType.Money), ("дат", "дата", "date", FieldType.Date), ("срок", "срок", "dueDate", FieldType.Date),
        ("дедлайн", "дедлайн", "deadline", FieldType.Date), ("день", "день", "day", FieldType.Date), ("днем", "день", "day", FieldType.Date),
        ("врем", "время", "time", FieldType.Time), ("категори", "категория", "category", null), ("статус", "статус", "status", FieldType.Choice),
        ("приоритет", "приоритет", "priority", FieldType.Choice), ("частот", "частота", "frequency", FieldType.Choice), ("жанр", "жанр", "genre", null),
        ("автор", "автор", "author", null), ("описан", "описание", "description", FieldType.LongText), ("заметк", "заметка", "notes", FieldType.LongText),
        ("заметок", "заметки", "notes", FieldType.LongText), ("комментари", "комментарий", "comment", FieldType.LongText),
        ("примечан", "примечание", "notes", FieldType.LongText), ("текст", "текст", "text", FieldType.LongText),
        ("ингредиент", "ингредиент", "ingredients", FieldType.LongText), ("инструкци", "инструкция", "instructions", FieldType.LongText),
        ("приготовлен", "приготовление", "instructions", FieldType.LongText), ("отзыв", "отзыв", "review", FieldType.LongText),
        ("почт", "почта", "email", FieldType.Email), ("имейл", "имейл", "email", FieldType.Email), ("телефон", "телефон", "phone", FieldType.Phone),
        ("сайт", "сайт", "website", FieldType.Url), ("ссылк", "ссылка", "link", FieldType.Url), ("фото", "фото", "photo", FieldType.Image), ("картинк", "картинка", "image", FieldType.Image), ("изображени", "изображение", "image", FieldType.Image),
        ("обложк", "обложка", "cover", FieldType.Image), ("тег", "теги", "tags", FieldType.Tags), ("метк", "метки", "tags", FieldType.Tags),
        ("адрес", "адрес", "address", null), ("рейтинг", "рейтинг", "rating", FieldType.Rating), ("оценк", "оценка", "rating", FieldType.Rating),
        ("возраст", "возраст", "age", FieldType.Number), ("вес", "вес", "weight", FieldType.Number), ("рост", "рост", "height", FieldType.Number),
        ("год", "год", "year", FieldType.Number), ("страниц", "страницы", "pages", FieldType.Number), ("порци", "порции", "servings", FieldType.Number),
        ("калори", "калории", "calories", FieldType.Number), ("подход", "подходы", "sets", FieldType.Number), ("повторен", "повторения", "reps", FieldType.Number),
        ("дистанци", "дистанция", "distance", FieldType.Number), ("длительност", "длительность", "duration", FieldType.Number),
        ("продолжительност", "продолжительность", "duration", FieldType.Number), ("минут", "минуты", "minutes", FieldType.Number),
        ("час", "часы", "hours", FieldType.Number), ("остат", "остаток", "stock", FieldType.Number), ("сери", "серия", "streak", FieldType.Number),
        ("номер", "номер", "number", null), ("город", "город", "city", null), ("стран", "страна", "country", null), ("компани", "компания", "company", null),
        ("должност", "должность", "position", null), ("магазин", "магазин", "shop", null), ("мест", "место", "place", null),
        ("артикул", "артикул", "sku", null), ("бренд", "бренд", "brand", null), ("поставщик", "поставщик", "supplier", null),
        ("задач", "задача", "task", null), ("книг", "книга", "book", null), ("упражнен", "упражнение", "exercise", null), ("товар", "товар", "product", null),
        ("продукт", "продукт", "product", null), ("клиент", "клиент", "client", null), ("тем", "тема", "topic", null), ("тип", "тип", "type", null),
        ("вид", "вид", "kind", null), ("групп", "группа", "group", null), ("цвет", "цвет", "color", null), ("язык", "язык", "language", null),
        ("цел", "цель", "goal", null), ("блюд", "блюдо", "dish", null), ("режиссер", "режиссёр", "director", null), ("отдел", "отдел", "department", null),
        ("единиц", "единица", "unit", null), ("склад", "склад", "warehouse", null), ("привычк", "привычка", "habit", null),
    ];

    private static readonly HashSet<string> OtherCheckboxes = [.. "готово важно срочно избранное избранный активно активен сдано взято принято надо нужно".Split(' ')];

    private static readonly Dictionary<string, string> DoneActions = new(StringComparer.Ordinal)
    {
        ["покупке"] = "куплено", ["выполнении"] = "выполнено", ["прочтении"] = "прочитано", ["оплате"] = "оплачено", ["просмотре"] = "просмотрено",
        ["готовности"] = "готово", ["завершении"] = "завершено", ["отправке"] = "отправлено",
    };

    public static FieldType? TypeOf(string[] words)
    {
        if (words is ["в", "наличии", ..])
            return FieldType.Checkbox;
        if (words is ["номер" or "номером", "телефона", ..])
            return FieldType.Phone;
        if (words.Contains("почты", StringComparer.Ordinal))
            return FieldType.Email;
        foreach (var word in words)
        {
            if (IsParticiple(word))
                return FieldType.Checkbox;
            if (Find(word) is { } known)
                return known.Type;
        }
        return null;
    }

    /// <summary>The English key of a name made of one known noun; null otherwise.</summary>
    public static string? KeyOf(string label) => Words.Fold(label).Split(' ') is [var word] ? Find(word)?.Key : null;

    /// <summary>Puts the leading noun (and its adjectives) into the nominative; what depends on it stays as it is.</summary>
    public static string Nominative(string phrase, bool instrumental)
    {
        var words = phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["о" or "об", var action, ..] && DoneActions.TryGetValue(Words.Fold(action), out var done))
            return done;
        var noun = Array.FindIndex(words, word => !IsAdjective(word));
        if (noun < 0)
            return phrase;
        var nominative = NounIn(words[noun], instrumental);
        for (var i = 0; i < noun; i++)
            words[i] = Agree(words[i], nominative);
        words[noun] = nominative;
        return string.Join(' ', words);
    }

    /// <summary>"книгу" after a verb is "книга".</summary>
    public static string FromAccusative(string word)
    {
        var folded = Words.Fold(word);
        if (folded.Length < 4)
            return word;
        return folded[^1] switch { 'у' => word[..^1] + "а", 'ю' => word[..^1] + "я", _ => word };
    }

    private static (string Noun, string Key, FieldType? Type)? Find(string word)
    {
        var folded = Words.Fold(word);
        foreach (var known in Known)
            if (folded.StartsWith(known.Stem, StringComparison.Ordinal) && folded.Length - known.Stem.Length <= EndingOf(known.Stem))
                return (known.Noun, known.Key, known.Type);
        return null;
    }

    // A short stem such as "вес" or "тип" begins many other words, so only a short ending may follow it.
    private static int EndingOf(string stem) => stem.Length <= 3 ? 2 : LongestEnding;

    private static string NounIn(string word, bool instrumental)
    {
        var folded = Words.Fold(word);
        if (folded.EndsWith("ами", StringComparison.Ordinal) || folded.EndsWith("ями", StringComparison.Ordinal))
            return word[..^3] + (folded[^3] == 'а' && !"гкхжчшщ".Contains(folded[^4], StringComparison.Ordinal) ? "ы" : "и");
        if (Find(word) is { } known && !IsPlural(folded, known.Noun))
            return known.Noun;
        return instrumental ? FromInstrumental(word) : FromAccusative(word);
    }

    private static bool IsPlural(string word, string noun) => word[^1] is 'и' or 'ы' && noun[^1] is not ('и' or 'ы') && word.Length >= noun.Length;

    private static string FromInstrumental(string word) => word switch
    {
        { Length: < 4 } => word,
        _ when word.EndsWith("ием", StringComparison.Ordinal) => word[..^1] is var stem ? stem : word,
        _ when word.EndsWith("ией", StringComparison.Ordinal) => word[..^2] + "я",
        _ when word.EndsWith("ью", StringComparison.Ordinal) => word[..^1],
        _ when word.EndsWith("ом", StringComparison.Ordinal) => word[..^2],
        _ when word.EndsWith("цем", StringComparison.Ordinal) || word.EndsWith("жем", StringComparison.Ordinal) => word[..^2],
        _ when word.EndsWith("ем", StringComparison.Ordinal) => word[..^2] + "ь",
        _ when word.EndsWith("ой", StringComparison.Ordinal) => word[..^2] + "а",
        _ when word.EndsWith("ей", StringComparison.Ordinal) => word[..^2] + "я",
        _ => word,
    };

    private static bool IsParticiple(string word)
    {
        var folded = Words.Fold(word);
        return OtherCheckboxes.Contains(folded) || FieldWords.MeansDone(folded)
            || (folded.Length > 5 && (folded.EndsWith("ено", StringComparison.Ordinal) || folded.EndsWith("ано", StringComparison.Ordinal) || folded.EndsWith("ыто", StringComparison.Ordinal)));
    }

    private static bool IsAdjective(string word) => Find(word) is null && word.Length > 4
        && new[] { "ной", "ной", "ным", "ней", "ним", "кой", "ким", "щей", "щим", "вой", "вым", "чей", "ую", "юю", "ное", "ный", "ная", "вая", "ское", "ский" }
            .Any(ending => word.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    // The ending tells a feminine adjective ("общей"); a masculine and a neuter one ("общим") only the noun tells apart.
    private static string Agree(string adjective, string noun)
    {
        var (stem, ending) = (adjective[..^2], adjective[^2..]);
        var soft = ending is "ей" or "им" && stem[^1] == 'н';
        var hushing = stem[^1] is 'щ' or 'ч' or 'ш' or 'ж';
        return ending switch
        {
            "ой" or "ей" or "ую" or "юю" => stem + (soft ? "яя" : "ая"),
            "ым" or "им" when noun[^1] is 'о' or 'е' => stem + (soft || hushing ? "ее" : "ое"),
            "ым" or "им" => stem + (ending == "им" ? "ий" : "ый"),
            _ => adjective,
        };
    }
}
