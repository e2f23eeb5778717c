namespace Samokoder.ApiService.Mail;

/// <summary>A mail as it goes out: plain text, which every reader shows and no filter minds.</summary>
internal sealed record MailContent(string Recipient, string Subject, string Text);
