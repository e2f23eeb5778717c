using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Limits;
using Samokoder.ApiService.Features.Projects;
using Samokoder.ApiService.Http.Limits;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts.Files;
using Samokoder.Data;
using Samokoder.ServiceDefaults.Security;

namespace Samokoder.ApiService.Features.Files;

/// <summary>Files of a project. Who may is decided here; AgentService, which has the files, does the rest.</summary>
internal static class FileEndpoints
{
    public static WebApplicationBuilder AddFiles(this WebApplicationBuilder builder)
    {
        builder.Services.AddHttpClient<AgentClient>().AddServiceToken();
        builder.Services.AddScoped<ExportHandler>().AddScoped<BusyFiles>();
        return builder;
    }

    public static void MapFiles(this RouteGroupBuilder v1)
    {
        var group = v1.MapGroup("/projects/{projectId:guid}/files").WithTags("Files").WithFilesTimeout();
        group.MapGet("", ListAsync).WithName("listFiles").WithSummary("The tree of a project's files").Produces<FileTree>();
        group.MapGet("/{**path}", ReadAsync).WithName("readFile").WithSummary("The content of a file")
            .Produces<byte[]>(StatusCodes.Status200OK, "text/plain", "application/octet-stream").Produces(StatusCodes.Status304NotModified);
        group.MapPut("/{**path}", WriteAsync).WithName("writeFile").WithSummary("Write a file; If-Match refuses to overwrite what changed meanwhile")
            .Accepts<byte[]>("*/*").WithBodyLimit(BodyLimits.Workspace)
            .Produces(StatusCodes.Status201Created).Produces(StatusCodes.Status204NoContent);
        group.MapDelete("/{**path}", DeleteAsync).WithName("deleteFile").WithSummary("Delete a file").Produces(StatusCodes.Status204NoContent);
        v1.MapGet("/projects/{projectId:guid}/export", ExportAsync).WithTags("Files").WithFilesTimeout()
            .WithName("exportProject").WithSummary("All files of a project as a zip, without dependencies; counts as an export")
            .Produces<byte[]>(StatusCodes.Status200OK, "application/zip");
    }

    private static Task<Results<AgentResult, Missing, LimitReached>> ExportAsync(
        Guid projectId, Caller caller, ExportHandler handler, HttpResponse response, CancellationToken cancellationToken) =>
        handler.HandleAsync(projectId, caller, response, cancellationToken);

    private static async Task<Results<AgentResult, Missing>> ListAsync(
        Guid projectId, Caller caller, SamokoderDbContext db, AgentClient agent, CancellationToken cancellationToken) =>
        await db.OwnsProjectAsync(caller, projectId, cancellationToken)
            ? new AgentResult(ct => agent.SendAsync(HttpMethod.Get, $"projects/{projectId}/files", null, ct))
            : Missing.Project;

    private static async Task<Results<AgentResult, InvalidRequest, Missing>> ReadAsync(
        Guid projectId, string path, Caller caller, SamokoderDbContext db, AgentClient agent, HttpRequest request, CancellationToken cancellationToken)
    {
        var read = await SendAsync(HttpMethod.Get, projectId, path, caller, db, agent, sent => CopyHeaders(request, sent), cancellationToken);
        if (read.Result is AgentResult)
            FileNameHeader.Inline(request.HttpContext.Response, path.Split('/')[^1]);
        return read;
    }

    private static Task<Results<AgentResult, InvalidRequest, Missing, StateConflict>> WriteAsync(
        Guid projectId, string path, Caller caller, SamokoderDbContext db, AgentClient agent, BusyFiles busy, HttpRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(HttpMethod.Put, projectId, path, caller, db, agent, busy, sent =>
        {
            CopyHeaders(request, sent);
            sent.Content = new StreamContent(request.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream"), ContentLength = request.ContentLength } };
        }, cancellationToken);

    private static Task<Results<AgentResult, InvalidRequest, Missing, StateConflict>> DeleteAsync(
        Guid projectId, string path, Caller caller, SamokoderDbContext db, AgentClient agent, BusyFiles busy, HttpRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(HttpMethod.Delete, projectId, path, caller, db, agent, busy, sent => CopyHeaders(request, sent), cancellationToken);

    private static async Task<Results<AgentResult, InvalidRequest, Missing, StateConflict>> ChangeAsync(
        HttpMethod method, Guid projectId, string path, Caller caller, SamokoderDbContext db, AgentClient agent, BusyFiles busy,
        Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        var sent = await SendAsync(method, projectId, path, caller, db, agent, prepare, cancellationToken);
        if (sent.Result is AgentResult result)
            return await busy.CheckAsync(projectId, path, cancellationToken) is { } conflict ? conflict : result;
        return sent.Result is InvalidRequest invalid ? invalid : (Missing)sent.Result;
    }

    private static async Task<Results<AgentResult, InvalidRequest, Missing>> SendAsync(
        HttpMethod method, Guid projectId, string path, Caller caller, SamokoderDbContext db, AgentClient agent,
        Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        if (WorkspacePath.TryEscape(path, out var escaped) is { } invalid)
            return invalid;
        if (!await db.OwnsProjectAsync(caller, projectId, cancellationToken))
            return Missing.Project;
        return new AgentResult(ct => agent.SendAsync(method, $"projects/{projectId}/files/{escaped}", null, ct, prepare));
    }

    private static void CopyHeaders(HttpRequest from, HttpRequestMessage to)
    {
        foreach (var name in (string[])["If-Match", "If-None-Match", "Range"])
        {
            if (from.Headers.TryGetValue(name, out var values))
                to.Headers.TryAddWithoutValidation(name, values.ToArray());
        }
    }
}
