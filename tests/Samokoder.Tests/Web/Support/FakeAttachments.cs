using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Samokoder.Contracts;
using Samokoder.Contracts.Attachments;

namespace Samokoder.Tests.Web.Support;

/// <summary>The files that came with prompts, in the order in which they came.</summary>
internal sealed class FakeAttachments
{
    private readonly ConcurrentQueue<(Guid Project, AttachmentInfo Info, byte[] Content)> _files = new();

    public IReadOnlyList<AttachmentInfo> Of(Guid run) => [.. _files.Where(f => f.Info.RunId == run).Select(f => f.Info)];

    public IReadOnlyList<AttachmentInfo> OfProject(Guid project) => [.. _files.Where(f => f.Project == project).Select(f => f.Info)];

    public (AttachmentInfo Info, byte[] Content) Find(Guid id) => _files.Where(f => f.Info.Id == id).Select(f => (f.Info, f.Content)).Single();

    public void Keep(FakeRun run, IReadOnlyList<AttachmentUpload>? uploads)
    {
        foreach (var upload in uploads ?? [])
        {
            var content = Convert.FromBase64String(upload.Data);
            _files.Enqueue((run.ProjectId, new(Guid.CreateVersion7(), run.Id, upload.Name, upload.MediaType, content.Length), content));
        }
    }
}

internal static class FakeAttachmentEndpoints
{
    public static void MapAttachments(this IEndpointRouteBuilder mine, FakeAttachments attachments)
    {
        mine.MapGet("/projects/{id:guid}/attachments", (Guid id) => new Page<AttachmentInfo>(attachments.OfProject(id)));
        mine.MapGet("/projects/{project:guid}/attachments/{id:guid}", (Guid id) =>
            attachments.Find(id) is var (info, content) ? Results.File(content, info.MediaType) : Results.NotFound());
    }
}
