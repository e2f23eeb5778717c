using Samokoder.Contracts;
using Samokoder.Web.Features.Api;
using Samokoder.Web.Localization;

namespace Samokoder.Web.Features.Settings.Security;

/// <summary>Sentences for somebody who is signed in and had to prove it: only the password can be wrong, not the e-mail.</summary>
internal static class ProofTexts
{
    public static string Sentence(ApiFailure failure) =>
        failure.Code == ErrorCodes.InvalidCredentials ? Texts.Get("Security.PasswordWrong") : FailureTexts.Sentence(failure);
}
