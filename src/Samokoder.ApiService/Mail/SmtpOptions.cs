namespace Samokoder.ApiService.Mail;

/// <summary>Section <c>Smtp</c>: the server that takes our mail. Without <see cref="Host"/> this installation sends none.</summary>
internal sealed class SmtpOptions
{
    public const string Section = "Smtp";

    public string? Host { get; set; }

    public int Port { get; set; } = 587;

    /// <summary>starttls (no mail to a server without it), tls, none, or auto (STARTTLS where the server has it: whoever sits in between can take it away).</summary>
    public string Security { get; set; } = "starttls";

    public string? User { get; set; }

    /// <summary>A secret; it stands in no message and no log.</summary>
    public string? Password { get; set; }

    /// <summary>The sender, as in <c>Samokoder &lt;noreply@example.org&gt;</c>.</summary>
    public string? From { get; set; }

    public bool IsConfigured => !string.IsNullOrWhiteSpace(Host);

    public bool IsValid => !IsConfigured
        || (Port is > 0 and < 65536 && Security is "auto" or "starttls" or "tls" or "none" && MimeKit.MailboxAddress.TryParse(From, out _));
}
