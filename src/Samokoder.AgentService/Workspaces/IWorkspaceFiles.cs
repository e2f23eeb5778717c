using Samokoder.Contracts.Files;

namespace Samokoder.AgentService.Workspaces;

/// <summary>
/// The files of one workspace, for tools and endpoints. Every path is resolved beneath the workspace at the moment of use, while code in
/// the sandbox may be swapping links; nothing outside is read or changed. Expected failures are results.
/// </summary>
internal interface IWorkspaceFiles
{
    /// <summary>The tree below a folder, sorted by path, without dependencies and build output.</summary>
    Task<FileResult<FileTree>> ListAsync(string path, int limit, CancellationToken cancellationToken);

    Task<FileResult<TextFile>> ReadTextAsync(string path, CancellationToken cancellationToken, int maxBytes = WorkspaceFiles.MaxTextBytes);

    /// <summary>Opens any regular file for streaming. The caller disposes what it gets.</summary>
    Task<FileResult<OpenedFile>> OpenAsync(string path, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces or creates a file in one step: a reader sees the old content or the new. Makes missing folders and keeps the
    /// permissions of what it replaces.
    /// </summary>
    /// <param name="ifMatch">The tag that the file must still have, "*" for any existing file; null to write in any case.</param>
    Task<FileResult<WrittenFile>> WriteAsync(string path, Stream content, string? ifMatch, CancellationToken cancellationToken);

    Task<FileResult<WrittenFile>> WriteTextAsync(string path, string content, CancellationToken cancellationToken);

    /// <summary>Deletes a file, a link, or a folder with everything in it.</summary>
    Task<FileResult<bool>> DeleteAsync(string path, string? ifMatch, CancellationToken cancellationToken);

    /// <summary>Moves a file or folder to a place where nothing is yet.</summary>
    Task<FileResult<bool>> MoveAsync(string from, string to, CancellationToken cancellationToken);

    /// <summary>What tells a file or folder from every other one that was or will be at its place; the same after it was moved.</summary>
    Task<FileResult<string>> IdentifyAsync(string path, CancellationToken cancellationToken);

    /// <summary>Lines of text files that match a regular expression; as plain text when it is not a valid one.</summary>
    Task<FileResult<SearchHits>> SearchAsync(string pattern, string path, int limit, CancellationToken cancellationToken);
}

/// <param name="Tag">Changes whenever the file is written; for <c>ETag</c>, without quotes.</param>
internal sealed record TextFile(string Path, string Content, long Size, string Tag);

internal sealed record WrittenFile(string Path, long Size, string Tag, bool Created);

internal sealed record SearchHit(string Path, int Line, string Text);

internal sealed record SearchHits(IReadOnlyList<SearchHit> Hits, bool Truncated);

internal sealed record OpenedFile(string Path, Stream Content, long Size, string Tag, DateTimeOffset ModifiedAt) : IDisposable
{
    public void Dispose() => Content.Dispose();
}
