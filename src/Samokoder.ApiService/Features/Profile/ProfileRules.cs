using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Models;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.ApiService.Mail;
using Samokoder.Contracts.Users;

namespace Samokoder.ApiService.Features.Profile;

internal sealed class ProfileRules(UserModels models, MailSettings mail)
{
    private const int NameLength = 80;
    private const int MostModels = 5;
    private const string ModelsField = "fallbackModels";

    private const string MailField = "mailFor";

    private static readonly string[] MailKindsOfUsers = ["run", "question", "budget"];
    private static readonly string[] Locales = ["en", "ru"];

    /// <summary>Null when the change can be made.</summary>
    public async Task<InvalidRequest?> CheckAsync(UpdateProfileRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var validator = new Validator()
            .Check(request.DisplayName is null || !string.IsNullOrWhiteSpace(request.DisplayName), "displayName", "A name is needed. Leave the field away to keep the present one.")
            .Bounded("displayName", request.DisplayName, NameLength)
            .OneLine("displayName", request.DisplayName)
            .Check(request.Locale is null || Locales.Contains(request.Locale), "locale", "It must be en or ru.")
            .Check(request.FallbackModels is null or { Count: <= MostModels }, ModelsField, $"At most {MostModels} models can be listed.")
            .Check(request.FallbackModels is null || request.FallbackModels.All(m => m is not null), ModelsField, "Each entry must be the id of a model.")
            .Check(request.FallbackModels is null || request.FallbackModels.Distinct(StringComparer.Ordinal).Count() == request.FallbackModels.Count, ModelsField, "A model is listed twice.")
            .Check(request.MailFor is null || request.MailFor.All(k => MailKindsOfUsers.Contains(k)), MailField, "It must be a list of run, question and budget.")
            .Check(request.MailFor is null || request.MailFor.Distinct(StringComparer.Ordinal).Count() == request.MailFor.Count, MailField, "A kind is listed twice.")
            .Check(request.MailFor is null or { Count: 0 } || mail.CanSend, MailField, "This installation sends no mail. Its administrator can set a mail server.");
        if (validator.Problem is { } invalid)
            return invalid;
        foreach (var model in request.FallbackModels ?? [])
        {
            if (await models.CheckAsync(caller, model, cancellationToken) is { } unusable)
                return new InvalidRequest(unusable.Code, $"{model}: {unusable.Detail}") { Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { [ModelsField] = [$"{model}: {unusable.Detail}"] } };
        }
        return null;
    }
}
