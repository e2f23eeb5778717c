namespace Samokoder.Data.Keys;

/// <summary>A user's key for one LLM provider.</summary>
public sealed class ProviderKey
{
    public Guid UserId { get; init; }

    public required string Provider { get; init; }

    /// <summary>Encrypted with Data Protection; never leaves the process in clear but to the provider.</summary>
    public required string ProtectedKey { get; set; }

    public required string Last4 { get; set; }

    public string? BaseUrl { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}
