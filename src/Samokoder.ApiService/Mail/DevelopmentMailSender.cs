using Samokoder.ApiService.Features.Auth.Registration;

namespace Samokoder.ApiService.Mail;

/// <summary>
/// Stands for a mail server in Development. The log shows mails with their links only while this machine alone reaches the installation: elsewhere whoever reads the log could use the
/// links, and the mail is dropped with a line that says so.
/// </summary>
internal sealed partial class DevelopmentMailSender(LocalInstallation local, ILogger<DevelopmentMailSender> logger) : IMailSender
{
    public Task SendAsync(MailContent mail, CancellationToken cancellationToken)
    {
        if (local.IsTrue)
            Shown(mail.Recipient, mail.Subject, mail.Text);
        else
            Dropped(mail.Subject);
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Warning, "No mail server is set (Smtp:Host), so this mail is only shown here. To {Recipient}: {Subject}\n{Text}")]
    private partial void Shown(string recipient, string subject, string text);

    [LoggerMessage(LogLevel.Warning, "No mail server is set (Smtp:Host), and others reach this installation, so a mail was neither sent nor shown: {Subject}. Set a mail server; an administrator can make links for new passwords")]
    private partial void Dropped(string subject);
}
