using Microsoft.Extensions.Options;
using Samokoder.ApiService.Mail;

namespace Samokoder.ApiService.Features.Auth.Registration;

/// <summary>How accounts come into being on this installation.</summary>
internal sealed class RegistrationRules(IOptions<AuthOptions> options, MailSettings mail, LocalInstallation local)
{
    /// <summary>Never <see cref="RegistrationMode.Auto"/>.</summary>
    public RegistrationMode Mode => options.Value.Registration switch
    {
        RegistrationMode.Auto => Suitable,
        RegistrationMode.Confirm when !mail.CanSend => throw new InvalidOperationException(
            "Auth:Registration is Confirm, which needs mail: set Smtp:Host, or another way to register."),
        var chosen => chosen,
    };

    private RegistrationMode Suitable =>
        mail.IsReal ? RegistrationMode.Confirm : local.IsTrue ? RegistrationMode.Open : RegistrationMode.Approval;
}
