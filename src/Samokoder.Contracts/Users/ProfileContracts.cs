namespace Samokoder.Contracts.Users;

/// <param name="Locale">en or ru; null until the person chooses.</param>
/// <param name="FallbackModels">Models that take over when the one of a run fails, "provider/model", best first.</param>
/// <param name="MailFor">What the person also gets mails about: run (ended), question (waits for an answer), budget.</param>
/// <param name="CanMail">Whether this installation sends mail.</param>
public sealed record UserProfile(
    string DisplayName, string? Locale, IReadOnlyList<string> FallbackModels, IReadOnlyList<string>? MailFor = null, bool CanMail = false);

/// <summary>What is left away stays as it is.</summary>
/// <param name="DisplayName">1 to 80 characters.</param>
/// <param name="Locale">en or ru.</param>
/// <param name="FallbackModels">The whole list, at most 5 models that the caller can use; an empty one means none.</param>
/// <param name="MailFor">The whole list of run, question and budget; an empty one means no mails.</param>
public sealed record UpdateProfileRequest(
    string? DisplayName = null, string? Locale = null, IReadOnlyList<string>? FallbackModels = null, IReadOnlyList<string>? MailFor = null);
