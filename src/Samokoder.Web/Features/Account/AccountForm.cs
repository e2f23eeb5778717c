using Samokoder.Web.Features.Api;
using Samokoder.Web.Localization;

namespace Samokoder.Web.Features.Account;

/// <summary>Fields of the register and sign-in forms, with what is wrong with them.</summary>
public sealed class AccountForm
{
    public string? Email { get; set; }

    public string? Password { get; set; }

    /// <summary>Of the second factor; asked for once the API has said that it needs one.</summary>
    public string? Code { get; set; }

    /// <summary>What the visitor typed on the landing page; becomes the first project.</summary>
    public string? Prompt { get; set; }

    public string? ReturnUrl { get; set; }

    /// <summary>E-mail and password of the step before (<see cref="PasswordSeal"/>), while the code is asked for.</summary>
    public string? Seal { get; set; }

    /// <summary>Texts by field; "" stands for the form as a whole.</summary>
    internal Dictionary<string, string> Problems { get; } = new(StringComparer.Ordinal);

    internal bool AsksCode => Seal is not null;

    internal string? Problem(string field) => Problems.GetValueOrDefault(field);

    /// <summary>Only what is certainly wrong; the API has the last word.</summary>
    internal bool Check(bool isNew) => CheckEmail() & CheckPassword(isNew);

    internal bool CheckEmail()
    {
        var at = Email?.Trim().LastIndexOf('@') ?? -1;
        if (at > 0 && at < Email!.Trim().Length - 1 && Email.Trim().Length <= 254)
            return true;
        Problems[nameof(Email)] = Texts.Get("Account.EmailInvalid");
        return false;
    }

    internal bool CheckPassword(bool isNew)
    {
        if (string.IsNullOrEmpty(Password))
            Problems[nameof(Password)] = Texts.Get("Account.PasswordMissing");
        else if (isNew && Password.Length is < 8 or > 128)
            Problems[nameof(Password)] = Texts.Get("Account.PasswordLength");
        return !Problems.ContainsKey(nameof(Password));
    }

    internal void Take(ApiFailure failure)
    {
        Put(nameof(Email), failure.For("email") is { } email ? FieldText("Email", email) : null);
        Put(nameof(Password), failure.For("password") is { } password ? FieldText("Password", password) : null);
        if (failure.Code == Contracts.ErrorCodes.EmailTaken)
            Put(nameof(Email), FailureTexts.Sentence(failure));
        if (failure.Code == Contracts.ErrorCodes.WeakPassword)
            Put(nameof(Password), FailureTexts.Sentence(failure));
        if (failure.Code is Contracts.ErrorCodes.CodeInvalid)
            Put(nameof(Code), FailureTexts.Sentence(failure));
        if (failure.Code is Contracts.ErrorCodes.CodeRequired)
            return;

        if (Problems.Count == 0)
            Put("", FailureTexts.Sentence(failure));
    }

    private void Put(string field, string? text)
    {
        if (text is not null)
            Problems[field] = text;
    }

    /// <summary>The API's own words in English; elsewhere the rule of the field in the person's language.</summary>
    private static string FieldText(string field, string text) =>
        Texts.Language == "en" ? text : Texts.Get(field == "Email" ? "Account.EmailInvalid" : "Account.PasswordRefused");
}
