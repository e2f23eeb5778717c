namespace Samokoder.Data.Accounts;

/// <summary>An access token that was signed out before it expired.</summary>
public sealed class RevokedToken
{
    public Guid Jti { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}
