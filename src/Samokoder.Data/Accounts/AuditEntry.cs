namespace Samokoder.Data.Accounts;

/// <summary>One act of an administrator. Never changed; outlives the people that it names.</summary>
public sealed class AuditEntry
{
    public Guid Id { get; init; }

    public DateTimeOffset At { get; init; }

    public Guid ActorId { get; init; }

    public required string ActorEmail { get; init; }

    /// <summary>As user.block; see AuditActions of ApiService.</summary>
    public required string Action { get; init; }

    public Guid? TargetId { get; init; }

    public string? TargetEmail { get; init; }

    /// <summary>JSON of what the act changed, as it was.</summary>
    public string? Before { get; init; }

    /// <summary>JSON of what the act changed, as it is now.</summary>
    public string? After { get; init; }

    /// <summary>The network address that the act came from.</summary>
    public required string Address { get; init; }
}
