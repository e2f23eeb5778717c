using Samokoder.ApiService.Mail;
using Samokoder.Data.Mail;

namespace Samokoder.ApiService.Features.Auth.Passwords;

internal sealed class PasswordChangedMail(MailLinks web) : IMailWriter
{
    public string Kind => MailKinds.PasswordChanged;

    public Task<MailContent?> WriteAsync(QueuedMail mail, CancellationToken cancellationToken) =>
        Task.FromResult<MailContent?>(MailTexts.Changed(mail.Recipient, mail.Locale, web.To("/password/forgot")));
}
