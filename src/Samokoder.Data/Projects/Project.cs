using System.Security.Cryptography;
using Samokoder.Contracts.Previews;

namespace Samokoder.Data.Projects;

public sealed class Project
{
    public Guid Id { get; init; }

    public Guid OwnerId { get; init; }

    public required string Name { get; set; }

    public string Description { get; set; } = "";

    public required string Starter { get; init; }

    /// <summary>First label of the preview's host name.</summary>
    public required string PreviewId { get; init; }

    public PreviewAudience PreviewAudience { get; set; }

    /// <summary>When <see cref="PreviewAudience"/> ends; null: when it is revoked.</summary>
    public DateTimeOffset? ShareExpiresAt { get; set; }

    /// <summary>Tickets, passes and links of an earlier version no longer open the preview.</summary>
    public int PreviewAccessVersion { get; set; }

    /// <summary>The most that may be spent on this project in all, in US dollars; null for the owner's limit for projects.</summary>
    public decimal? BudgetUsd { get; set; }

    /// <summary>The sum of its usage records, in US dollars; the journal keeps it.</summary>
    public decimal SpentUsd { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>80 bits in lower-case letters and digits: fits a DNS label and cannot be guessed.</summary>
    public static string NewPreviewId() => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz234567", 16);
}
