using Samokoder.Web.Localization;

namespace Samokoder.Web.Features.Api;

/// <summary>Sentences for failures in the person's language; what only the API can know keeps the API's words.</summary>
internal static class FailureTexts
{
    public static string Sentence(ApiFailure failure) =>
        ForCode(failure.Code) ?? failure.Detail ?? failure.Errors?.Values.SelectMany(v => v).FirstOrDefault() ?? Texts.Get("Error.Unexpected");

    /// <summary>The sentence of a failed run: by its code when it has one here, followed by the server's detail.</summary>
    public static string RunSentence(Contracts.Runs.RunError error) =>
        Texts.Language != "en" && ForCode(error.Code) is { } known ? known : error.Detail;

    public static string? ForCode(string? code) => code is null ? null : Texts.Find("Code." + code);
}
