using System.Text.RegularExpressions;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>Mends slips of the keyboard in the words that the generator acts on: "remvoe the prcie" is "remove the price".</summary>
internal static partial class Spelling
{
    private const int ShortestForMissing = 5;
    private const int ShortestForWrong = 7;

    private static readonly string[] Vocabulary =
    [
        .. ("add remove delete rename change make sort order show hide move group mark create replace dark light theme mode colour color green blue purple orange yellow "
            + "title name field column option options required optional category quantity price amount date notes description rating status priority search filter total chart graph board kanban "
            + "export example examples shopping groceries expense expenses tracker inventory recipe recipes contact contacts habit workout reading budget clients customers movies "
            + "books tasks email phone number checkbox birthday deadline subscription subscriptions invoices projects").Split(' '),
        .. ("добавь добавить добавьте убери удали переименуй переименовать поменяй измени сделай отсортируй сортировка покажи скрой перенеси создай список задачи название поле колонка "
            + "тёмная тёмной тёмную темная темной темную светлая светлой тема тему цвет зелёный синий красный обязательным обязательное категория категорию количество цена цену сумма сумму дата дату дате срок "
            + "заметки описание оценка статус приоритет поиск фильтр график доска экспорт примеры покупок расходы расходов трекер рецепты контакты привычек тренировок клиенты книги фильмы").Split(' '),
    ];

    private static readonly HashSet<string> Known = [.. Vocabulary];

    // Words that look like a slip of another word and are none.
    private static readonly HashSet<string> Genuine =
    [
        .. "chat chats chars tile tiles moves contract contracts scores dates names notes rates hated mad bade rate mode moved date store score reader trader form from taste state stats note board broad order older colder chard crate create lists colours colors titles number numbers phones price prize pride prince".Split(' '),
    ];

    public static string Mend(string text) => Word().Replace(text, match => MendWord(match.Value));

    private static string MendWord(string word)
    {
        var folded = word.ToLowerInvariant();
        if (folded.Length < 4 || Known.Contains(folded) || Genuine.Contains(folded) || FieldWords.IsKnown(folded))
            return word;
        var meant = Vocabulary.FirstOrDefault(known => IsSlip(folded, known));
        return meant is null ? word : char.IsUpper(word[0]) ? Words.SentenceCase(meant) : meant;
    }

    /// <summary>Two letters swapped, one too many or missing, in long words also one wrong; never the first, and an added ending is another form of a word.</summary>
    private static bool IsSlip(string typed, string known)
    {
        if (typed[0] != known[0] || Math.Abs(typed.Length - known.Length) > 1 || known.Length < 4)
            return false;
        var same = 0;
        while (same < Math.Min(typed.Length, known.Length) && typed[same] == known[same])
            same++;
        var (left, right) = (typed[same..], known[same..]);
        if (typed.Length == known.Length)
            return IsSwap(left, right) || (known.Length >= ShortestForWrong && left.Length > 1 && left[1..] == right[1..]);
        if (Math.Min(typed.Length, known.Length) < ShortestForMissing - 1 || left.Length == 0 || right.Length == 0)
            return false;
        return typed.Length > known.Length ? left[1..] == right : left == right[1..];
    }

    private static bool IsSwap(string left, string right) =>
        left.Length > 1 && left[0] == right[1] && left[1] == right[0] && left[2..] == right[2..];

    // What stands in quotes is meant as it is.
    [GeneratedRegex(@"(?<![""'«“\w])\p{L}{4,}(?![""'»”\w])", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
