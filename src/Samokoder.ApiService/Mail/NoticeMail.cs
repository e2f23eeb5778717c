using System.Text.Json;
using Samokoder.Contracts;
using Samokoder.Data.Mail;

namespace Samokoder.ApiService.Mail;

/// <summary>A mail whose text is ready when it is queued.</summary>
internal sealed class NoticeMail : IMailWriter
{
    public string Kind => MailKinds.Notice;

    public Task<MailContent?> WriteAsync(QueuedMail mail, CancellationToken cancellationToken)
    {
        var notice = JsonSerializer.Deserialize<Notice>(mail.Data ?? "{}", ContractJson.Options);
        return Task.FromResult(notice?.Subject is null ? null : new MailContent(mail.Recipient, notice.Subject, notice.Text ?? ""));
    }

    /// <param name="Subject">One line.</param>
    internal sealed record Notice(string? Subject, string? Text);
}
