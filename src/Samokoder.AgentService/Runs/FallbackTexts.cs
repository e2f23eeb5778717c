using Samokoder.AgentService.Runs.State;
using Samokoder.Contracts;

namespace Samokoder.AgentService.Runs;

/// <summary>Says which model took over and why, in the language of the request.</summary>
internal static class FallbackTexts
{
    public static string ForUser(StoredModel change, string prompt) => prompt.Any(c => c is >= 'А' and <= 'я' or 'ё' or 'Ё')
        ? $"Модель {change.From} не смогла продолжить: {Russian(change.Code)}. Дальше работает {change.To} из вашего списка запасных моделей."
        : $"{change.From} could not go on: {English(change.Code)}. {change.To} from your list of fallback models works on from here.";

    private static string English(string code) => code switch
    {
        ErrorCodes.LlmBadKey => "its provider refused the key",
        ErrorCodes.LlmQuota => "the account at its provider has no credit left",
        ErrorCodes.LlmRateLimited => "its provider allows no more calls at the moment",
        ErrorCodes.LlmOverloaded => "its provider is overloaded or stopped in the middle of its answers",
        ErrorCodes.LlmUnreachable => "its provider cannot be reached",
        ErrorCodes.LlmModelNotFound or ErrorCodes.ModelUnknown => "its provider does not know this model",
        ErrorCodes.KeyMissing => "there is no usable key for it",
        _ => "its provider sent answers that could not be understood",
    };

    private static string Russian(string code) => code switch
    {
        ErrorCodes.LlmBadKey => "провайдер отклонил ключ",
        ErrorCodes.LlmQuota => "на счёте у провайдера не осталось средств",
        ErrorCodes.LlmRateLimited => "провайдер временно не принимает запросы",
        ErrorCodes.LlmOverloaded => "провайдер перегружен или прерывает ответы",
        ErrorCodes.LlmUnreachable => "провайдер недоступен",
        ErrorCodes.LlmModelNotFound or ErrorCodes.ModelUnknown => "провайдер не знает этой модели",
        ErrorCodes.KeyMissing => "для неё нет действующего ключа",
        _ => "ответы провайдера не удалось понять",
    };
}
