using Samokoder.Data.Mail;

namespace Samokoder.ApiService.Mail;

/// <summary>Decides what a queued mail says, at the moment when it is sent.</summary>
internal interface IMailWriter
{
    /// <summary>One of <see cref="MailKinds"/>.</summary>
    string Kind { get; }

    /// <summary>Null when there is nothing to send after all.</summary>
    Task<MailContent?> WriteAsync(QueuedMail mail, CancellationToken cancellationToken);
}
