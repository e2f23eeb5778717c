using Samokoder.Web.Localization;

namespace Samokoder.Web.Features.Api;

/// <summary>Sentences for failures in the person's language; what only the API can know keeps the API's words.</summary>
internal static class FailureTexts
{
    public static string Sentence(ApiFailure failure) =>
        Reasoned(failure) ?? ForCode(failure.Code) ?? FirstField(failure) ?? Foreign(failure.Detail) ?? Texts.Get("Error.Unexpected");

    /// <summary>What is wrong with a field, or null: the API's own words in English; elsewhere the rule of the field, where there is one.</summary>
    public static string? Field(ApiFailure? failure, string field) =>
        failure?.For(field) is not { } words ? null : Texts.Language == "en" ? words : Texts.Find("Field." + Rule(field)) ?? Foreign(words);

    /// <summary>Of one of several, as in <c>attachments[2]</c>, the rule is that of all; of a part, as in <c>budget.capUsd</c>, that of the part.</summary>
    private static string Rule(string field) => field.Split('[')[0].Split('.')[^1];

    /// <summary>The reason stands as the administrator wrote it.</summary>
    private static string? Reasoned(ApiFailure failure) =>
        failure is { Code: Contracts.ErrorCodes.AccountBlocked, Reason: { Length: > 0 } reason } ? Texts.Get("Code.account-blocked.reason", reason) : null;

    private static string? FirstField(ApiFailure failure) => failure.Errors?.Keys.Select(field => Field(failure, field)).FirstOrDefault();

    /// <summary>Words that are there in English only are announced as such.</summary>
    private static string? Foreign(string? words) => words is null || Texts.Language == "en" ? words : Texts.Get("Error.InEnglish", words);

    /// <summary>The sentence of a failed run: by its code when it has one here, followed by the server's detail.</summary>
    public static string RunSentence(Contracts.Runs.RunError error) =>
        Texts.Language != "en" && ForCode(error.Code) is { } known ? known : error.Detail;

    public static string? ForCode(string? code) => code is null ? null : Texts.Find("Code." + code);
}
