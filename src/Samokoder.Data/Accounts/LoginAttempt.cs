namespace Samokoder.Data.Accounts;

/// <summary>One try to sign in. Counted per account and address, so that nobody locks somebody else out.</summary>
public sealed class LoginAttempt
{
    public Guid Id { get; init; }

    /// <summary>Normalised, also of addresses without an account.</summary>
    public required string Email { get; init; }

    public required string Address { get; init; }

    public bool Succeeded { get; set; }

    public DateTimeOffset At { get; init; }
}
