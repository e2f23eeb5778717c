namespace Samokoder.Data.Accounts;

/// <summary>A token for scripts, stored as its SHA-256 only.</summary>
public sealed class PersonalToken
{
    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    public required string Name { get; init; }

    public required byte[] Hash { get; init; }

    /// <summary>The last four characters, so that its owner knows it again.</summary>
    public required string Hint { get; init; }

    /// <summary>read, or read and write.</summary>
    public required string[] Scopes { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>To the minute; null until it was used.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }
}
