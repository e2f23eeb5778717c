using LibGit2Sharp;
using Samokoder.AgentService.Workspaces.Beneath;

namespace Samokoder.AgentService.Workspaces;

/// <inheritdoc cref="ICheckpoints"/>
/// <remarks>
/// The repository is bare and never told where the files are. Git's own walk of a work tree follows a folder that is swapped for
/// a link at the wrong moment, and this one runs with more rights than the sandbox: files are read and written beneath the
/// workspace by us, and Git stores them.
/// </remarks>
internal sealed class GitCheckpoints(string gitFolder, Func<IBeneath> open, SemaphoreSlim writing, TimeProvider time) : ICheckpoints
{
    private const string Branch = "refs/heads/main";

    public Task<Checkpoint> CommitAsync(string title, CancellationToken cancellationToken) =>
        UseAsync((repository, beneath) => Commit(repository, beneath, title, cancellationToken), cancellationToken);

    public Task<string?> HeadAsync(CancellationToken cancellationToken) =>
        UseAsync((repository, _) => repository.Refs[Branch]?.TargetIdentifier, cancellationToken);

    public Task<FileResult<string>> DiffAsync(string? from, string to, int maxChars, CancellationToken cancellationToken) =>
        UseAsync((repository, _) => Diff(repository, from, to, maxChars), cancellationToken);

    public Task<FileResult<RestoredFiles>> RestoreAsync(string sha, CancellationToken cancellationToken) =>
        UseAsync((repository, beneath) => Restore(repository, beneath, sha, cancellationToken), cancellationToken);

    private Checkpoint Commit(Repository repository, IBeneath beneath, string title, CancellationToken cancellationToken)
    {
        var head = repository.Refs[Branch] is { } branch ? repository.Lookup<Commit>(branch.TargetIdentifier) : null;
        var snapshot = WorkspaceSnapshot.Take(repository, beneath, cancellationToken);
        var tree = repository.ObjectDatabase.CreateTree(snapshot.Tree);
        if (head is not null && head.Tree.Id == tree.Id)
            return new Checkpoint(head.Sha, Changed: false, snapshot.Skipped);

        var author = new Signature("Samokoder", "samokoder@localhost", time.GetUtcNow());
        var commit = repository.ObjectDatabase.CreateCommit(
            author, author, title, tree, head is null ? [] : [head], prettifyMessage: true);
        repository.Refs.Add(Branch, commit.Id, allowOverwrite: true);
        return new Checkpoint(commit.Sha, Changed: true, snapshot.Skipped);
    }

    private static FileResult<string> Diff(Repository repository, string? from, string to, int maxChars)
    {
        if (Find(repository, to) is not { } @new)
            return Unknown<string>(to);
        var old = from is null ? @new.Parents.FirstOrDefault() : Find(repository, from);
        if (from is not null && old is null)
            return Unknown<string>(from);
        using var patch = repository.Diff.Compare<Patch>(old?.Tree, @new.Tree);
        var text = patch.Content;
        return new(text.Length <= maxChars ? text : text[..maxChars] + "\n… [the rest of the diff is omitted]\n");
    }

    private static FileResult<RestoredFiles> Restore(
        Repository repository, IBeneath beneath, string sha, CancellationToken cancellationToken)
    {
        if (Find(repository, sha) is not { } commit)
            return Unknown<RestoredFiles>(sha);
        var current = WorkspaceSnapshot.Take(repository, beneath, cancellationToken);
        var tree = repository.ObjectDatabase.CreateTree(current.Tree);
        using var changes = repository.Diff.Compare<TreeChanges>(tree, commit.Tree, new CompareOptions { Similarity = SimilarityOptions.None });
        return new WorkspaceRestore(repository, beneath, commit.Tree).Apply(changes, cancellationToken);
    }

    private static Commit? Find(Repository repository, string sha) =>
        ObjectId.TryParse(sha, out var id) ? repository.Lookup<Commit>(id) : null;

    private static FileResult<T> Unknown<T>(string sha) => new(FileError.NotFound, $"There is no checkpoint '{sha}' in this project.");

    private async Task<T> UseAsync<T>(Func<Repository, IBeneath, T> action, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Use(action), cancellationToken);
        }
        finally
        {
            writing.Release();
        }
    }

    private T Use<T>(Func<Repository, IBeneath, T> action)
    {
        if (!Repository.IsValid(gitFolder))
            Repository.Init(gitFolder, isBare: true);
        using var repository = new Repository(gitFolder);
        using var beneath = open();
        return action(repository, beneath);
    }
}
