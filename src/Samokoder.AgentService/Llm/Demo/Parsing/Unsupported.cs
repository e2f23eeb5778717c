using System.Text.RegularExpressions;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>Wishes that the generator knows and cannot fulfil: it says so instead of pretending.</summary>
internal static partial class Unsupported
{
    private const int MostNamed = 5;

    public static IEnumerable<string> Find(string text) =>
        Wish().Matches(text).Select(match => match.Value.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostNamed);

    /// <summary>The text is such a wish and nothing else.</summary>
    public static bool IsAll(string text) => Wish().Match(text) is { Success: true } match && match.Length == text.Trim().Length;

    [GeneratedRegex(@"\b(?:charts?|graphs?|diagrams?|log-?in|sign-?in|authentication|user accounts?|reminders?|notifications?|export|import|maps?|file uploads?|chat|backend|database|api|"
        + @"графики?|графиками|диаграмм\w*|авторизаци\w+|регистраци\w+|напоминани\w+|уведомлени\w+|экспорт\w*|импорт\w*|карт[аыу]|загрузк\w+ файлов|чат|база данных|базу данных|базой данных)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Wish();
}
