using System.Globalization;
using System.Reflection;
using Samokoder.Contracts;
using Samokoder.Web.Features.Api;
using Samokoder.Web.Localization;

namespace Samokoder.Tests.Web;

/// <summary>Refusals of the API as people read them, in their own language.</summary>
public sealed class FailureTextTests
{
    /// <summary>Codes that a program meets and no page of ours can cause.</summary>
    private static readonly string[] ForProgramsOnly =
    [
        ErrorCodes.ValidationFailed, // has fields, which have words of their own
        ErrorCodes.MalformedBody, ErrorCodes.MethodNotAllowed, ErrorCodes.UnsupportedMediaType, ErrorCodes.IdempotencyKeyReused, ErrorCodes.IdempotencyInProgress, ErrorCodes.TokenScope,
    ];

    [Theory]
    [InlineData("en", "This account is blocked: Реклама. Ask the administrator")]
    [InlineData("ru", "Аккаунт заблокирован: Реклама. Обратитесь к администратору")]
    public void The_reason_of_a_block_stands_in_a_sentence_of_the_persons_language(string language, string expected) =>
        Assert.StartsWith(expected, In(language, () => FailureTexts.Sentence(new(403, ErrorCodes.AccountBlocked, "This account is blocked: Реклама. Ask …", Reason: "Реклама."))), StringComparison.Ordinal);

    [Fact]
    public void Without_a_reason_the_account_is_blocked_all_the_same() =>
        Assert.Equal("Аккаунт заблокирован. Обратитесь к администратору.", In("ru", () => FailureTexts.Sentence(new(403, ErrorCodes.AccountBlocked, "This account is blocked."))));

    [Fact]
    public void A_field_has_the_APIs_words_in_English_and_its_rule_in_Russian()
    {
        var failure = new ApiFailure(400, ErrorCodes.ValidationFailed, "apiKey: Paste it.", new Dictionary<string, string[]> { ["apiKey"] = ["Paste it."] });
        Assert.Equal("Paste it.", In("en", () => FailureTexts.Field(failure, "apiKey")!));
        Assert.StartsWith("Вставьте ключ", In("ru", () => FailureTexts.Field(failure, "apiKey")!), StringComparison.Ordinal);
        Assert.StartsWith("Вставьте ключ", In("ru", () => FailureTexts.Sentence(failure)), StringComparison.Ordinal);
        Assert.Null(In("ru", () => FailureTexts.Field(failure, "baseUrl")!));
    }

    [Fact]
    public void Every_field_of_every_request_has_its_rule_in_Russian()
    {
        var fields = typeof(ErrorCodes).Assembly.GetTypes().Where(t => t.IsPublic && t.Name.EndsWith("Request", StringComparison.Ordinal) && t != typeof(Contracts.Projects.RestoreFilesRequest))
            .SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.Instance)).Select(p => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(p.Name)).Distinct().ToList();
        Assert.True(fields.Count > 35);
        Assert.All(fields.Concat(["capUsd", "search", "from", "to"]), field => Assert.NotNull(In("ru", () => Texts.Find("Field." + field)!)));
        var failure = new ApiFailure(400, ErrorCodes.ValidationFailed, "", new Dictionary<string, string[]> { ["attachments[1]"] = ["a.png is empty."], ["budget.capUsd"] = ["It must be 0 to 1,000,000."] });
        Assert.StartsWith("Этот файл приложить нельзя", In("ru", () => FailureTexts.Field(failure, "attachments[1]")!), StringComparison.Ordinal);
        Assert.StartsWith("Эта сумма не подходит", In("ru", () => FailureTexts.Field(failure, "budget.capUsd")!), StringComparison.Ordinal);
    }

    [Fact]
    public void Words_that_are_there_in_English_only_are_announced_as_such()
    {
        var failure = new ApiFailure(400, "something-new", "Turn it off and on.");
        Assert.Equal("Turn it off and on.", In("en", () => FailureTexts.Sentence(failure)));
        Assert.Equal("Запрос не принят. Подробности по-английски: Turn it off and on.", In("ru", () => FailureTexts.Sentence(failure)));
    }

    [Fact]
    public void Every_code_that_a_person_can_meet_has_its_sentence()
    {
        var codes = typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);
        Assert.All(codes.Except(ForProgramsOnly, StringComparer.Ordinal), code => Assert.NotNull(In("ru", () => Texts.Find("Code." + code)!)));
    }

    private static T In<T>(string language, Func<T> read)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            return read();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
