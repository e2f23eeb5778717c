namespace Samokoder.Data.Accounts;

/// <summary>
/// A wish for an account that a mail or an administrator has yet to confirm. There may be several of one e-mail, and one of an e-mail that has an
/// account: whoever asks learns nothing.
/// </summary>
public sealed class PendingRegistration
{
    public Guid Id { get; init; }

    public required string Email { get; init; }

    public required string NormalizedEmail { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>Null when the person came from GitHub and chose none.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>The number at GitHub of a person who came from there and proved the e-mail there.</summary>
    public string? GitHubId { get; init; }

    public string? GitHubLogin { get; init; }

    public required string Address { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}
