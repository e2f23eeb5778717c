using Microsoft.Extensions.Options;
using Samokoder.ApiService.Mail;

namespace Samokoder.ApiService.Features.Auth.Registration;

/// <summary>How accounts come into being on this installation.</summary>
internal sealed class RegistrationRules(IOptions<AuthOptions> options, MailSettings mail)
{
    /// <summary>Never <see cref="RegistrationMode.Auto"/>.</summary>
    public RegistrationMode Mode => options.Value.Registration switch
    {
        RegistrationMode.Auto => RegistrationMode.Open,
        RegistrationMode.Confirm when !mail.CanSend => throw new InvalidOperationException(
            "Auth:Registration is Confirm, which needs mail: set Smtp:Host, or another way to register."),
        var chosen => chosen,
    };
}
