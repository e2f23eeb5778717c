namespace Samokoder.AgentService.Workspaces;

/// <summary>
/// The history of one workspace as a Git repository that lies outside it, so that code in the sandbox can neither change it nor hang
/// hooks and filters into it.
/// </summary>
internal interface ICheckpoints
{
    /// <summary>Stores the files as they are. Dependencies and what <c>.gitignore</c> names are left out.</summary>
    /// <returns>The new commit, or the current one when nothing has changed.</returns>
    Task<Checkpoint> CommitAsync(string title, CancellationToken cancellationToken);

    /// <summary>The newest commit, or null before the first one.</summary>
    Task<string?> HeadAsync(CancellationToken cancellationToken);

    /// <summary>What leads from one commit to the other, as a unified diff of at most <paramref name="maxChars"/> characters.</summary>
    /// <param name="from">Null for the commit before <paramref name="to"/>.</param>
    Task<FileResult<string>> DiffAsync(string? from, string to, int maxChars, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the files what they were at a commit: tracked files that were not there are deleted, ignored ones stay. History is not
    /// touched; commit afterwards.
    /// </summary>
    Task<FileResult<RestoredFiles>> RestoreAsync(string sha, CancellationToken cancellationToken);
}

/// <param name="Changed">False when there was nothing to store.</param>
/// <param name="Skipped">Paths that were too large for a checkpoint.</param>
internal sealed record Checkpoint(string Sha, bool Changed, IReadOnlyList<string> Skipped);

internal sealed record RestoredFiles(int Written, int Deleted);
