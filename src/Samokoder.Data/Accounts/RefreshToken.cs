namespace Samokoder.Data.Accounts;

/// <summary>One refresh token, stored as its SHA-256 only. A second use of a used one ends the session.</summary>
public sealed class RefreshToken
{
    public required byte[] Hash { get; init; }

    public Guid SessionId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}
