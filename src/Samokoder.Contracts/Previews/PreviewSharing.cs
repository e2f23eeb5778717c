namespace Samokoder.Contracts.Previews;

/// <summary>Who may see a preview besides its owner.</summary>
public enum PreviewAudience
{
    /// <summary>Nobody.</summary>
    Private,

    /// <summary>Whoever has the link.</summary>
    Link,

    /// <summary>Everybody who knows the address.</summary>
    Public,
}

/// <param name="Audience"><see cref="PreviewAudience.Link"/> or <see cref="PreviewAudience.Public"/>.</param>
/// <param name="ExpiresInHours">1 to 8760; null: until it is revoked.</param>
public sealed record SharePreviewRequest(PreviewAudience Audience, int? ExpiresInHours = null);

/// <param name="Url">What to give to others; null while private.</param>
/// <param name="ExpiresAt">Null: until it is revoked.</param>
public sealed record PreviewShare(PreviewAudience Audience, string? Url, DateTimeOffset? ExpiresAt);

/// <summary>What AgentService tells gateways about who may see a preview.</summary>
/// <param name="Version">Tickets, passes and links of another version are revoked.</param>
public sealed record PreviewAccessRule(int Version, PreviewAudience Audience, DateTimeOffset? ExpiresAt)
{
    public bool IsPublicAt(DateTimeOffset now) => Audience == PreviewAudience.Public && !(ExpiresAt <= now);
}
