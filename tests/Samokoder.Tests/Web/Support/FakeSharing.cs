using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Samokoder.Contracts.Previews;

namespace Samokoder.Tests.Web.Support;

/// <summary>Who may see which preview.</summary>
internal sealed class FakeSharing
{
    private readonly ConcurrentDictionary<Guid, PreviewShare> _shares = new();

    public PreviewShare Of(Guid project) => _shares.GetValueOrDefault(project, new(PreviewAudience.Private, null, null));

    public PreviewShare Share(Guid project, SharePreviewRequest request) => _shares[project] = new(
        request.Audience, request.Audience == PreviewAudience.Link ? "http://p1.preview.localhost:8082/?__share=secret" : "http://p1.preview.localhost:8082/",
        request.ExpiresInHours is { } hours ? TimeProvider.System.GetUtcNow().AddHours(hours) : null);

    public void End(Guid project) => _shares.TryRemove(project, out _);
}

internal static class FakeSharingEndpoints
{
    public static void MapSharing(this IEndpointRouteBuilder mine, FakeSharing sharing)
    {
        mine.MapPost("/projects/{id:guid}/preview/share", (Guid id, SharePreviewRequest body) => sharing.Share(id, body));
        mine.MapDelete("/projects/{id:guid}/preview/share", (Guid id) =>
        {
            sharing.End(id);
            return Results.NoContent();
        });
    }
}
