using System.IO.Compression;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts.Files;

namespace Samokoder.AgentService.Features.Internal;

/// <summary>All files of a project as one zip, without dependencies, build output and links.</summary>
internal static class ExportEndpoint
{
    private const int MaxEntries = 20_000;

    /// <summary>A zip knows no earlier time.</summary>
    private static readonly DateTimeOffset Earliest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static RouteGroupBuilder MapExport(this RouteGroupBuilder group)
    {
        group.MapGet("/projects/{projectId:guid}/export", ExportAsync);
        return group;
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> ExportAsync(
        Guid projectId, IWorkspaces workspaces, HttpContext context, CancellationToken cancellationToken)
    {
        // The archive writes the ends of its entries synchronously.
        context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        var files = workspaces.Files(projectId);
        var tree = await files.ListAsync("", MaxEntries, cancellationToken);
        if (!tree.Ok)
            return InternalProblems.Of(tree);
        if (tree.Value.Truncated)
            return InternalProblems.Of(new FileResult<FileTree>(FileError.TooLarge, $"The project has more than {MaxEntries} files. Delete what is not needed, or push it to a Git host."));
        return TypedResults.Stream(body => WriteAsync(body, files, tree.Value, cancellationToken), "application/zip");
    }

    /// <summary>One file after the other, each read while it is sent: memory does not grow with the project.</summary>
    private static async Task WriteAsync(Stream body, IWorkspaceFiles files, FileTree tree, CancellationToken cancellationToken)
    {
        await using var zip = await ZipArchive.CreateAsync(body, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        foreach (var file in tree.Items.Where(i => i.Kind == FileKind.File))
        {
            using var opened = (await files.OpenAsync(file.Path, cancellationToken)).Value;
            if (opened is null)
                continue; // It was deleted meanwhile.
            var entry = zip.CreateEntry(file.Path, CompressionLevel.Fastest);
            entry.LastWriteTime = opened.ModifiedAt < Earliest ? Earliest : opened.ModifiedAt;
            await using var target = await entry.OpenAsync(cancellationToken);
            await opened.Content.CopyToAsync(target, cancellationToken);
        }
    }
}
