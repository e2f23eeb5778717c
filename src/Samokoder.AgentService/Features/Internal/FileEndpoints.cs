using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts;
using Samokoder.Contracts.Files;

namespace Samokoder.AgentService.Features.Internal;

/// <summary>Files of a project for the API, which has checked who asks.</summary>
internal static class FileEndpoints
{
    private const int MaxListed = 5000;
    private const string Prefix = "/projects/{projectId:guid}/files";

    public static RouteGroupBuilder MapFiles(this RouteGroupBuilder group)
    {
        group.MapGet(Prefix, ListAsync);
        group.MapGet(Prefix + "/{**path}", ReadAsync);
        group.MapPut(Prefix + "/{**path}", WriteAsync).WithMetadata(new RequestSizeLimitAttribute(WorkspaceFiles.MaxWriteBytes));
        group.MapDelete(Prefix + "/{**path}", DeleteAsync);
        return group;
    }

    private static async Task<Results<JsonHttpResult<FileTree>, ProblemHttpResult>> ListAsync(
        Guid projectId, string? path, IWorkspaces workspaces, CancellationToken cancellationToken)
    {
        var tree = await workspaces.Files(projectId).ListAsync(path ?? "", MaxListed, cancellationToken);
        return tree.Ok ? TypedResults.Json(tree.Value, ContractJson.Options) : InternalProblems.Of(tree);
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> ReadAsync(
        Guid projectId, string path, IWorkspaces workspaces, HttpResponse response, CancellationToken cancellationToken)
    {
        var opened = await workspaces.Files(projectId).OpenAsync(path, cancellationToken);
        if (!opened.Ok)
            return InternalProblems.Of(opened);
        var file = opened.Value;
        response.RegisterForDispose(file);
        response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Stream(
            file.Content, await ContentTypeAsync(file.Content, cancellationToken), lastModified: file.ModifiedAt,
            entityTag: new EntityTagHeaderValue(Quote(file.Tag)), enableRangeProcessing: true);
    }

    private static async Task<Results<Created, NoContent, ProblemHttpResult>> WriteAsync(
        Guid projectId, string path, HttpRequest request, IWorkspaces workspaces, CancellationToken cancellationToken)
    {
        var written = await workspaces.Files(projectId).WriteAsync(path, request.Body, IfMatch(request), cancellationToken);
        if (!written.Ok)
            return InternalProblems.Of(written);
        request.HttpContext.Response.Headers.ETag = Quote(written.Value.Tag);
        return written.Value.Created ? TypedResults.Created() : TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid projectId, string path, HttpRequest request, IWorkspaces workspaces, CancellationToken cancellationToken)
    {
        var deleted = await workspaces.Files(projectId).DeleteAsync(path, IfMatch(request), cancellationToken);
        return deleted.Ok ? TypedResults.NoContent() : InternalProblems.Of(deleted);
    }

    /// <summary>Never a type that a browser would run: the file's author is the generated code.</summary>
    private static async Task<string> ContentTypeAsync(Stream content, CancellationToken cancellationToken)
    {
        var start = new byte[8192];
        var length = await content.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        content.Position = 0;
        return TextSniffer.IsText(start.AsSpan(0, length)) ? "text/plain; charset=utf-8" : "application/octet-stream";
    }

    private static string Quote(string tag) => $"\"{tag}\"";

    private static string? IfMatch(HttpRequest request) =>
        request.Headers.IfMatch is { Count: 1 } header ? header[0]!.Trim('"') : null;
}
