namespace Samokoder.Contracts.Auth;

/// <param name="HasPassword">False for people who only ever signed in with GitHub.</param>
/// <param name="RecoveryCodesLeft">Null without a second factor.</param>
/// <param name="Github">Whether a GitHub account is connected.</param>
/// <param name="SecondFactorRequired">This installation requires a second factor of the account; it can be replaced and not removed.</param>
public sealed record SecurityInfo(bool HasPassword, bool SecondFactor, int? RecoveryCodesLeft, bool Github, bool SecondFactorRequired = false);

/// <param name="Password">Of the person who is signed in; null only for accounts without one, who need a sign-in of the last 15 minutes instead.</param>
/// <param name="Code">Of the authenticator app that the new one replaces, or a recovery code; null while there is none.</param>
public sealed record EnrolTotpRequest(string? Password, string? Code = null);

/// <summary>Shown once. It counts after its first code was confirmed.</summary>
/// <param name="Secret">Base32, for typing it in.</param>
/// <param name="Uri">otpauth:// for a QR code.</param>
public sealed record TotpEnrolment(string Secret, string Uri);

/// <param name="Code">Six digits of the authenticator app, or a recovery code where that is allowed.</param>
public sealed record TotpCodeRequest(string Code);

/// <param name="Password">Of the person who is signed in; null only for accounts without one, who need a sign-in of the last 15 minutes instead.</param>
/// <param name="Code">Of the authenticator app, or a recovery code.</param>
public sealed record RemoveTotpRequest(string? Password, string Code);

/// <summary>Shown once; each is good once.</summary>
public sealed record RecoveryCodes(IReadOnlyList<string> Codes);

/// <param name="Device">Browser and system in words, as far as the browser said.</param>
/// <param name="LastUsedAt">When it was renewed last, at most a quarter of an hour ago while it is in use.</param>
/// <param name="IsCurrent">The one that this request was made with.</param>
public sealed record SessionInfo(Guid Id, string Device, string? Address, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, bool IsCurrent);

/// <param name="Scopes">read, write; write includes read.</param>
/// <param name="ExpiresInDays">1 to 365.</param>
/// <param name="Password">Of the person who is signed in; null only for accounts without one, who need a sign-in of the last 15 minutes instead.</param>
/// <param name="Code">Of the second factor, when one is enrolled.</param>
public sealed record CreateTokenRequest(string Name, IReadOnlyList<string> Scopes, int ExpiresInDays, string? Password = null, string? Code = null);

/// <param name="Token">Shown only now; begins with smk_.</param>
public sealed record TokenCreated(string Token, TokenInfo Info);

/// <param name="Hint">The last four characters.</param>
public sealed record TokenInfo(
    Guid Id, string Name, string Hint, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt);
