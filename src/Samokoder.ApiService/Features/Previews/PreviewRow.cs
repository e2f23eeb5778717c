using System.Linq.Expressions;
using Samokoder.Contracts.Previews;
using Samokoder.Data.Projects;
using Samokoder.Messaging.Previews;

namespace Samokoder.ApiService.Features.Previews;

/// <summary>What the database has of a preview.</summary>
internal sealed record PreviewRow(string PreviewId, int Version, PreviewAudience Audience, DateTimeOffset? ExpiresAt)
{
    public static Expression<Func<Project, PreviewRow>> Of { get; } =
        p => new PreviewRow(p.PreviewId, p.PreviewAccessVersion, p.PreviewAudience, p.ShareExpiresAt);

    /// <summary>A share whose time is over is none.</summary>
    public PreviewShare ToShare(PreviewLinks links, DateTimeOffset now) => ExpiresAt <= now ? Unshared : Audience switch
    {
        PreviewAudience.Link => new PreviewShare(Audience, links.ToShare(PreviewId, Version, ExpiresAt), ExpiresAt),
        PreviewAudience.Public => new PreviewShare(Audience, links.OriginOf(PreviewId) + "/", ExpiresAt),
        _ => Unshared,
    };

    private static PreviewShare Unshared { get; } = new(PreviewAudience.Private, null, null);
}
