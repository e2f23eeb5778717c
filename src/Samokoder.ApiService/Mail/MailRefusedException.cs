namespace Samokoder.ApiService.Mail;

/// <summary>The server said for good that it does not take this mail; trying again would not help.</summary>
internal sealed class MailRefusedException(string message, Exception inner) : Exception(message, inner);
