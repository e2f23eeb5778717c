namespace Samokoder.Data.Accounts;

/// <summary>Stands for a code of the authenticator app, once. 80 random bits, stored as SHA-256 only.</summary>
public sealed class RecoveryCode
{
    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    public required byte[] Hash { get; init; }

    public DateTimeOffset? UsedAt { get; init; }
}
