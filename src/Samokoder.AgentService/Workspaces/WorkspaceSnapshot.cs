using System.Text;
using LibGit2Sharp;
using Samokoder.AgentService.Workspaces.Beneath;

namespace Samokoder.AgentService.Workspaces;

/// <summary>The files of a workspace as Git objects.</summary>
internal sealed class WorkspaceSnapshot
{
    /// <summary>Larger files are not source; they would make every later operation slow.</summary>
    private const long MaxFileBytes = 32L << 20;

    /// <summary>Left out even when a project's <c>.gitignore</c> is missing or broken.</summary>
    private static readonly string[] AlwaysIgnored = ["node_modules", ".git", ".vite", ".nuget", "__pycache__", ".venv"];

    private readonly Repository repository;
    private readonly IBeneath beneath;
    private readonly List<string> skipped = [];

    private WorkspaceSnapshot(Repository repository, IBeneath beneath)
    {
        this.repository = repository;
        this.beneath = beneath;
    }

    public TreeDefinition Tree { get; } = new();

    public IReadOnlyList<string> Skipped => skipped;

    public static WorkspaceSnapshot Take(Repository repository, IBeneath beneath, CancellationToken cancellationToken)
    {
        var snapshot = new WorkspaceSnapshot(repository, beneath);
        snapshot.LoadIgnoreRules();
        snapshot.Add(WorkspacePath.Root, cancellationToken);
        return snapshot;
    }

    /// <summary>The rules at the top of the project; a starter has no others. Git is given their text, not the file's place.</summary>
    private void LoadIgnoreRules()
    {
        repository.Ignore.ResetAllTemporaryRules();
        if (Read(WorkspacePath.Root.Child(".gitignore"), maxBytes: 65_536) is { } rules)
            repository.Ignore.AddTemporaryRules(Encoding.UTF8.GetString(rules).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private void Add(WorkspacePath folder, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var read = beneath.ReadFolder(folder);
        if (!read.Ok)
            return; // It was removed meanwhile.
        foreach (var (name, stat) in read.Value)
        {
            var path = folder.Child(name);
            if (IsIgnored(path, stat.Kind))
                continue;
            if (stat.Kind == EntryKind.Directory)
                Add(path, cancellationToken);
            else
                AddEntry(path, stat);
        }
    }

    private bool IsIgnored(WorkspacePath path, EntryKind kind) =>
        kind == EntryKind.Other
        || AlwaysIgnored.Contains(path.Name, StringComparer.OrdinalIgnoreCase)
        || repository.Ignore.IsPathIgnored(kind == EntryKind.Directory ? path + "/" : path.ToString());

    private void AddEntry(WorkspacePath path, EntryStat stat)
    {
        if (stat.Kind == EntryKind.Link)
        {
            if (beneath.ReadLink(path) is { Ok: true, Value: { } target })
                Add(path, Encoding.UTF8.GetBytes(target), Mode.SymbolicLink);
        }
        else if (Read(path, MaxFileBytes) is { } content)
        {
            Add(path, content, (stat.Mode & 0b001_000_000) != 0 ? Mode.ExecutableFile : Mode.NonExecutableFile);
        }
        else
        {
            skipped.Add(path.ToString());
        }
    }

    private void Add(WorkspacePath path, byte[] content, Mode mode)
    {
        using var stream = new MemoryStream(content, writable: false);
        Tree.Add(path.ToString(), repository.ObjectDatabase.CreateBlob(stream), mode);
    }

    private byte[]? Read(WorkspacePath path, long maxBytes)
    {
        using var handle = beneath.OpenRead(path).Value;
        if (handle is null || RandomAccess.GetLength(handle) is var length && length > maxBytes)
            return null;
        var bytes = new byte[RandomAccess.GetLength(handle)];
        var count = RandomAccess.Read(handle, bytes, 0);
        return count == bytes.Length ? bytes : bytes[..count];
    }
}
