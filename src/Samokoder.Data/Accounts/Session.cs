namespace Samokoder.Data.Accounts;

/// <summary>One sign-in on one device: a family of refresh tokens, ended as a whole.</summary>
public sealed class Session
{
    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastUsedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public string? UserAgent { get; init; }

    public string? Address { get; init; }
}
