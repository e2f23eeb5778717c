using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Projects;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Attachments;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Attachments;

internal static class AttachmentEndpoints
{
    public static void MapAttachments(this RouteGroupBuilder v1)
    {
        var group = v1.MapGroup("/projects/{projectId:guid}/attachments").WithTags("Attachments");
        group.MapGet("", ListAsync).WithName("listAttachments").WithSummary("The files that were sent with the prompts of a project, oldest first");
        group.MapGet("/{id:guid}", GetAsync).WithName("getAttachment").WithSummary("One file as it was sent")
            .Produces<byte[]>(StatusCodes.Status200OK, "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain");
    }

    private static async Task<Results<Ok<Page<AttachmentInfo>>, Missing>> ListAsync(
        Guid projectId, Caller caller, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        if (!await db.OwnsProjectAsync(caller, projectId, cancellationToken))
            return Missing.Project;
        var items = await db.Attachments.AsNoTracking().Where(a => a.ProjectId == projectId).OrderBy(a => a.RunId).ThenBy(a => a.Position)
            .Select(a => new AttachmentInfo(a.Id, a.RunId, a.Name, a.MediaType, a.Size)).ToListAsync(cancellationToken);
        return TypedResults.Ok(new Page<AttachmentInfo>(items, null));
    }

    /// <summary>Its type is one that was found in its content; the general headers forbid to guess another and to run anything of it.</summary>
    private static async Task<Results<FileContentHttpResult, Missing>> GetAsync(
        Guid projectId, Guid id, Caller caller, SamokoderDbContext db, HttpContext context, CancellationToken cancellationToken)
    {
        var file = await db.ProjectsOf(caller).Where(p => p.Id == projectId)
            .Join(db.Attachments, p => p.Id, a => a.ProjectId, (_, a) => a).AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (file is null)
            return Missing.Attachment;
        Files.FileNameHeader.Inline(context.Response, file.Name);
        context.Response.Headers.CacheControl = "private, max-age=86400, immutable";
        return TypedResults.File(file.Content, file.IsImage ? file.MediaType : "text/plain; charset=utf-8");
    }
}
