using Microsoft.Extensions.Options;

namespace Samokoder.ApiService.Mail;

internal sealed class MailSettings(IOptions<SmtpOptions> smtp, IHostEnvironment environment)
{
    /// <summary>Real mail, by SMTP.</summary>
    public bool IsReal => smtp.Value.IsConfigured;

    /// <summary>Real mail, or a developer's log.</summary>
    public bool CanSend => IsReal || environment.IsDevelopment();
}
