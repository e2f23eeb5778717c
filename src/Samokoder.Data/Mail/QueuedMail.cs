namespace Samokoder.Data.Mail;

/// <summary>
/// A mail to be sent, stored in the same transaction as its cause. What it says is decided when it is sent: a link in it is made only then,
/// and no stored row opens anything.
/// </summary>
public sealed class QueuedMail
{
    public Guid Id { get; init; }

    /// <summary>Which writer makes the text; see MailKinds.</summary>
    public required string Kind { get; init; }

    public required string Recipient { get; init; }

    /// <summary>JSON for the writer; emptied once the mail is sent.</summary>
    public string? Data { get; init; }

    /// <summary>en or ru.</summary>
    public required string Locale { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Not before this; while one process is sending it, when another may try.</summary>
    public DateTimeOffset DueAt { get; init; }

    public int Attempts { get; init; }

    /// <summary>Sent, or found that there is nothing to send.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>Given up; <see cref="LastError"/> says why.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    public string? LastError { get; init; }
}
