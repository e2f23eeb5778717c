namespace Samokoder.Data.Accounts;

/// <summary>A person's authenticator app (RFC 6238). It counts from its confirmation on.</summary>
public sealed class TotpFactor
{
    public Guid UserId { get; init; }

    /// <summary>Encrypted with Data Protection.</summary>
    public required string ProtectedSecret { get; init; }

    /// <summary>Encrypted likewise: of the app that takes the place of this one once a code of it is confirmed.</summary>
    public string? NextSecret { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>The newest time step that a code was accepted for; it and older ones are not accepted again.</summary>
    public long LastStep { get; init; }
}
