namespace Samokoder.Contracts.Auth;

/// <param name="Email">At most 254 characters; compared without case.</param>
/// <param name="Password">8 to 128 characters, not a common one.</param>
/// <param name="DisplayName">At most 80 characters; by default the part of the e-mail before the @.</param>
public sealed record RegisterRequest(string Email, string Password, string? DisplayName = null);

/// <param name="Code">The second factor, when one is enrolled.</param>
public sealed record LoginRequest(string Email, string Password, string? Code = null);

/// <summary>Answer of register, login and refresh; the tokens travel in cookies only.</summary>
public sealed record SignedIn(UserInfo User);

/// <param name="Tier">free, starter, pro or team.</param>
/// <param name="Locale">en or ru; null until the person chooses.</param>
/// <param name="SecondFactorDue">This installation requires a second factor of the account, which has none: until one is set up every other route answers 403.</param>
public sealed record UserInfo(Guid Id, string Email, string DisplayName, string Tier, bool IsAdmin, string? Locale, bool SecondFactorDue = false);
