namespace Samokoder.ApiService.Mail;

internal interface IMailSender
{
    /// <summary>Returns once the server has taken the mail.</summary>
    /// <exception cref="MailRefusedException">It will never take it.</exception>
    Task SendAsync(MailContent mail, CancellationToken cancellationToken);
}
