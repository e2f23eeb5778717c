namespace Samokoder.Contracts.Users;

/// <param name="Locale">en or ru; null until the person chooses.</param>
/// <param name="FallbackModels">Models that take over when the one of a run fails, "provider/model", best first.</param>
public sealed record UserProfile(string DisplayName, string? Locale, IReadOnlyList<string> FallbackModels);

/// <summary>What is left away stays as it is.</summary>
/// <param name="DisplayName">1 to 80 characters.</param>
/// <param name="Locale">en or ru.</param>
/// <param name="FallbackModels">The whole list, at most 5 models that the caller can use; an empty one means none.</param>
public sealed record UpdateProfileRequest(string? DisplayName = null, string? Locale = null, IReadOnlyList<string>? FallbackModels = null);
