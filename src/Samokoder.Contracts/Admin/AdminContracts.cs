using System.Text.Json;

namespace Samokoder.Contracts.Admin;

/// <param name="LastSeenAt">When a sign-in of theirs was renewed last; null when none is known any more.</param>
public sealed record AdminUser(
    Guid Id, string Email, string DisplayName, string Tier, bool IsAdmin, bool IsBlocked, string? BlockedReason, bool SecondFactor,
    DateTimeOffset CreatedAt, DateTimeOffset? LastSeenAt, int Projects);

/// <summary>Only what is given is changed.</summary>
/// <param name="Tier">free, starter, pro or team.</param>
/// <param name="BlockedReason">Shown to the person; at most 500 characters. Needed to block.</param>
public sealed record UpdateUserRequest(string? Tier = null, bool? IsAdmin = null, bool? IsBlocked = null, string? BlockedReason = null);

/// <param name="CostUsd">Of all model calls so far.</param>
public sealed record AdminUserUsage(int Projects, int Runs, int ActiveRuns, long InputTokens, long OutputTokens, decimal CostUsd, DateTimeOffset? LastRunAt);

/// <summary>For a person who cannot get a mail. Give it to nobody else.</summary>
/// <param name="Path">Of Web: the page where they set a new password.</param>
public sealed record PasswordLink(string Path, DateTimeOffset ExpiresAt);

/// <summary>Somebody who waits for an administrator to let them in.</summary>
public sealed record RegistrationInfo(Guid Id, string Email, string DisplayName, string Address, DateTimeOffset CreatedAt);

/// <param name="Action">As user.block.</param>
/// <param name="Before">What the act changed, as it was.</param>
/// <param name="After">What the act changed, as it was then.</param>
public sealed record AuditRecord(
    Guid Id, DateTimeOffset At, Guid ActorId, string ActorEmail, string Action, Guid? TargetId, string? TargetEmail, JsonElement? Before, JsonElement? After, string Address);
