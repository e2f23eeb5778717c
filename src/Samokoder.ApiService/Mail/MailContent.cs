namespace Samokoder.ApiService.Mail;

/// <summary>A mail as it goes out: plain text, which every reader shows and no filter minds.</summary>
/// <param name="Unsubscribe">Where one POST ends mails of this kind (RFC 8058); null for mails that must be sent.</param>
internal sealed record MailContent(string Recipient, string Subject, string Text, string? Unsubscribe = null);
