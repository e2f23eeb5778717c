using System.Text.RegularExpressions;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>Wishes that the generator knows and cannot fulfil: it says so, and offers the nearest thing, instead of pretending.</summary>
internal static class Limits
{
    private const int MostNamed = 5;
    private const int MostWordsBefore = 5;

    // "a game collection" and "blog posts: title, date" are lists, whatever they list.
    private const string Lists = @"\b(?:lists?|tracker|tracking|logs?|logbook|collection|library|catalogu?e|inventory|diary|journal|database of)\b|\b(?:спис|трекер|уч[её]т|дневник|каталог|журнал|коллекци|картотек)\w*|:\s*\w|\bwith (?:an? |the )?\w+(?: \w+)?,|\bс \w+, |\(";

    /// <summary>Parts of an app.</summary>
    public static readonly IReadOnlyList<Limit> OfParts =
    [
        new("login", @"\b(?:(?:google|github|facebook|social|user) )?(?:log-?in|sign-?in|sign in|log in|auth(?:entication)?|oauth|user accounts?|passwords?)\b|\b(?:авторизаци|аутентификаци|регистраци|логин|парол|вход(?: |$)|аккаунт)\w*",
            new("The app has no server, so it cannot know accounts.", "Add a “Person” field"),
            new("У приложения нет сервера, поэтому входа и учётных записей в нём быть не может.", "Добавь поле «Кто»")),
        new("reminders", @"\b(?:push )?(?:reminders?|notifications?|alerts?|notify|remind)\b|\b(?:напоминани|напомин|уведомлени|оповещени)\w*",
            new("The app only works while its page is open, so it cannot remind anybody.", "Add a “Due date” field"),
            new("Приложение работает, только пока открыта его страница, поэтому напоминать не может.", "Добавь поле «Срок»")),
        new("payments", @"\b(?:payments? (?:with|via|by|system|gateway)|stripe|paypal|checkout|online payments?)\b|\b(?:онлайн-?оплат|при[её]м оплат|эквайринг|платежн\w+ систем)\w*",
            new("The app cannot take money.", "Add a “Paid” checkbox"),
            new("Принимать деньги приложение не может.", "Добавь флажок «Оплачено»")),
        new("maps", @"\b(?:google )?maps?\b|\bкарт(?:а|у|е|ой|ы)\b",
            new("Maps come from other servers, and the app uses none.", "Add an “Address” field"),
            new("Карты приходят с чужих серверов, а приложение обходится без них.", "Добавь поле «Адрес»")),
        new("chat", @"\b(?:chat|messenger|messaging|comments section)\b|\b(?:чат|мессенджер)\w*",
            new("Messages between people need a server.", "Add a “Comment” field"),
            new("Для переписки между людьми нужен сервер.", "Добавь поле «Комментарий»")),
        new("sharing", @"\b(?:shar(?:e|ing) (?:with|it|between)|collaborat\w+|multi-?user|real-?time|sync(?:hroni[sz]\w+)?|back-?end|server|database|cloud|rest api|api|postgres|sqlite)\b"
            + @"|\b(?:синхронизац|совместн|бэкенд|сервер|облак|баз(?:а|у|ой|ы) данных)\w*",
            new("The data stays in the browser of each visitor; there is no server to share it.", "Add export to CSV"),
            new("Данные остаются в браузере каждого посетителя, сервера у приложения нет.", "Добавь экспорт в CSV")),
        new("import", @"\b(?:import|upload an? (?:csv|excel|file))\b|\bимпорт\w*",
            new("The finished app reads no files. I can read one: attach a CSV file to your next message and its lines become entries.", "Add example data"),
            new("Готовое приложение не читает файлов. Их могу прочитать я: приложите CSV к следующему сообщению, и его строки станут записями.", "Добавь примеры")),
        new("uploads", @"\b(?:file|photo|image|picture)s? uploads?\b|\bupload(?:s|ing)?\b|\bзагрузк\w+ (?:файл|фото|картин|изображен)\w*|\bзагружать\b",
            new("There is nowhere to keep uploaded files. A picture can be shown from its web address.", "Add an “Image” field"),
            new("Загруженные файлы хранить негде. Картинку можно показать по её адресу в сети.", "Добавь поле «Картинка»")),
        new("intelligence", @"\b(?:ai|chat ?gpt|gpt|machine learning|recommendations?|translate automatically)\b|\b(?:нейросет|искусственн\w+ интеллект|рекомендаци|чат-?бот)\w*",
            new("There is no intelligence in the app, and none in me either.", "Add a “Rating” field"),
            new("В приложении нет искусственного интеллекта, да и во мне тоже.", "Добавь поле «Оценка»")),
        new("calendar", @"\bcalendars?(?: view)?\b|\bgantt\b|\btimeline\b|\b(?:календар|диаграмм\w* ганта|таймлайн)\w*",
            new("I cannot draw a calendar. I can group the list by date.", "Group by date"),
            new("Календарь нарисовать не могу. Могу разделить список по датам.", "Сгруппируй по дате")),
    ];

    /// <summary>Apps as a whole.</summary>
    public static readonly IReadOnlyList<Limit> OfApps =
    [
        new("game", @"\b(?:chess|tetris|snake|tic-?tac-?toe|sudoku|minesweeper|2048|pac-?man|pong|flappy|solitaire|poker|(?:video |board |card |computer |browser |arcade |puzzle )?game(?! (?:collection|library|list|log|night|backlog|tracker))s?)\b"
            + @"|\b(?:шахмат|тетрис|змейк|крестики|судоку|сап[её]р\b|морской бой|пасьянс|игр(?:а|у|ой|ы)\b)\w*",
            new("I cannot build games.", "A list of games: title, genre, rating, finished"),
            new("Игры делать не умею.", "Список игр: название, жанр, оценка, пройдено")),
        new("calculator", @"\b(?:calculator|converter|stop ?watch|timer|pomodoro|clock|paint|drawing|editor|quiz|random|generator)\b|\b(?:калькулятор|конвертер|секундомер|таймер|часы\b|рисовалк|редактор|викторин|генератор)\w*",
            new("I build lists and trackers, not tools that calculate or draw.", "An expense tracker"),
            new("Я делаю списки и трекеры, а не инструменты, которые считают или рисуют.", "Трекер расходов")),
        new("site", @"\b(?:landing(?: page)?|portfolio|home ?page|blog|web ?shop|online (?:shop|store)|e-?commerce|marketplace|social network|forum|weather|news)\b"
            + @"|\b(?:лендинг|портфолио|блог|интернет-?магазин|маркетплейс|соцсет|социальн\w+ сет|форум|погод|новост)\w*",
            new("I build lists and trackers, not web sites for visitors.", "An inventory with name, price, quantity and photo"),
            new("Я делаю списки и трекеры, а не сайты для посетителей.", "Каталог товаров: название, цена, количество, фото")),
        new("messenger", @"\b(?:chat(?: app)?|messenger|telegram bot|bot|video call)\b|\b(?:чат\b|мессенджер|телеграм-?бот|бот\b)\w*",
            new("I build lists and trackers, not programs that talk.", "A contact list"),
            new("Я делаю списки и трекеры, а не программы для переписки.", "Список контактов")),
    ];

    /// <summary>The wish that is the point of a clause; null when it is none, or only stands in it.</summary>
    public static Limit? PointOf(string clause)
    {
        var folded = Words.Fold(clause);
        return OfParts.FirstOrDefault(limit => Match(folded, limit) is { Success: true } match && folded[..match.Index].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length <= MostWordsBefore);
    }

    /// <summary>The kind of app that a text asks for and that is none of the generator's.</summary>
    public static Limit? AppOf(string text) => Regex.IsMatch(text, Lists, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)) ? null : OfApps.FirstOrDefault(limit => Match(Words.Fold(text), limit).Success);

    /// <summary>The words of a text that ask for parts which an app cannot have.</summary>
    public static IEnumerable<string> Find(string text) => OfParts.Select(limit => Match(text, limit)).Where(match => match.Success)
        .OrderBy(match => match.Index).Select(match => match.Value.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostNamed);

    /// <summary>The text is such a wish and nothing else.</summary>
    public static bool IsAll(string text) => OfParts.Any(limit => Match(text.Trim(), limit) is { Success: true } match && match.Length == text.Trim().Length);

    private static Match Match(string text, Limit limit) => Regex.Match(text, limit.Wish, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
