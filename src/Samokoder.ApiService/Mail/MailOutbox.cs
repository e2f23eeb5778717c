using System.Text.Json;
using Samokoder.Contracts;
using Samokoder.Data;
using Samokoder.Data.Mail;

namespace Samokoder.ApiService.Mail;

/// <summary>
/// Queues mails. A mail is a row of the caller's own transaction: it is sent if and only if that is committed, and after that it is not lost.
/// </summary>
internal sealed class MailOutbox(MailSettings settings, MailSignal signal, TimeProvider time)
{
    /// <summary>Without a way to send it, nothing is queued: nobody should get a mail of last year on the day that a server is set.</summary>
    public bool CanSend => settings.CanSend;

    /// <summary>Adds the mail to the context; save it, then call <see cref="Wake"/>.</summary>
    public void Add(SamokoderDbContext db, string kind, string recipient, string? locale, object? data = null)
    {
        if (!CanSend)
            return;
        var now = time.GetUtcNow();
        db.QueuedMails.Add(new QueuedMail
        {
            Id = Guid.CreateVersion7(now), Kind = kind, Recipient = recipient, Locale = locale is "ru" ? "ru" : "en", CreatedAt = now, DueAt = now,
            Data = data is null ? null : JsonSerializer.Serialize(data, data.GetType(), ContractJson.Options),
        });
    }

    /// <summary>After the commit: the mail goes at once, and not with the next look at the queue.</summary>
    public void Wake() => signal.Set();
}
