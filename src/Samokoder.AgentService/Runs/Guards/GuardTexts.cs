using System.Globalization;
using Samokoder.AgentService.Tools;

namespace Samokoder.AgentService.Runs.Guards;

/// <summary>What is said when a run goes in circles: to the model in English, to the user in the language of the request.</summary>
internal static class GuardTexts
{
    public static string ForModel(GuardStop stop) => stop.Circle switch
    {
        Circle.SameCall => $"(note: this is call {Count(stop)} of {stop.Tool} with the same arguments and the same result. Once more will tell nothing new. Do something else.)",
        Circle.SameFailure => $"(note: {stop.Tool} failed {Count(stop)} times in the same way. Find the cause before you try again, or go another way.)",
        _ => $"(note: {Count(stop)} turns without a changed file or anything new. Do the next thing that the request needs, or finish.)",
    };

    public static string ForModel(string answer) =>
        $"this call was not made, because the work went in circles. The user was asked how to go on and answers: {answer}";

    public static AskedQuestion ForUser(GuardStop stop, string prompt) => IsRussian(prompt) ? Russian(stop) : English(stop);

    private static AskedQuestion English(GuardStop stop) => new(
        stop.Circle switch
        {
            Circle.SameCall => $"I am going in circles: I called {stop.Tool} {Count(stop)} times and got the same each time. How shall I go on?",
            Circle.SameFailure => $"I am stuck: {stop.Tool} failed {Count(stop)} times in the same way. How shall I go on?",
            _ => $"I made no progress in the last {Count(stop)} steps. How shall I go on?",
        },
        ["Try another way", "Leave this part out and go on", "Finish with what works"]);

    private static AskedQuestion Russian(GuardStop stop) => new(
        stop.Circle switch
        {
            Circle.SameCall => $"Я хожу по кругу: {stop.Tool} вызван с одним и тем же результатом, раз: {Count(stop)}. Как продолжить?",
            Circle.SameFailure => $"Не получается: {stop.Tool} завершается одной и той же ошибкой, раз: {Count(stop)}. Как продолжить?",
            _ => $"За последние шаги ничего не изменилось, шагов: {Count(stop)}. Как продолжить?",
        },
        ["Попробовать иначе", "Пропустить это и продолжить", "Закончить с тем, что работает"]);

    private static string Count(GuardStop stop) => stop.Count.ToString(CultureInfo.InvariantCulture);

    private static bool IsRussian(string text) => text.Any(c => c is >= 'А' and <= 'я' or 'ё' or 'Ё');
}
