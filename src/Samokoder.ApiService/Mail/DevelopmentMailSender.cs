namespace Samokoder.ApiService.Mail;

/// <summary>Writes mails to the log, links included. Registered on developers' machines only: whoever reads that log could use them.</summary>
internal sealed partial class DevelopmentMailSender(ILogger<DevelopmentMailSender> logger) : IMailSender
{
    public Task SendAsync(MailContent mail, CancellationToken cancellationToken)
    {
        Sent(mail.Recipient, mail.Subject, mail.Text);
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Warning, "No mail server is set (Smtp:Host), so this mail is only shown here. To {Recipient}: {Subject}\n{Text}")]
    private partial void Sent(string recipient, string subject, string text);
}
