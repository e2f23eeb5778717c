using Samokoder.AgentService.Workspaces;

namespace Samokoder.Tests.AgentService.Workspaces;

public sealed class CheckpointTests : IAsyncDisposable
{
    private readonly AgentHost host = AgentHost.Create();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Files_go_and_come_back_with_their_history()
    {
        var (files, history) = New();
        await WriteAsync(files, ("a.txt", "one\n"), ("src/имя 🌍.ts", "const x = 1;\n"), ("gone/deep/b.txt", "b\n"));
        var first = await history.CommitAsync("First: \"quotes\" и кириллица", Token);
        await WriteAsync(files, ("a.txt", "two\n"), ("new/c.txt", "c\n"));
        await files.DeleteAsync("gone", null, Token);
        var second = await history.CommitAsync("Second", Token);
        var diff = await history.DiffAsync(first.Sha, second.Sha, 10_000, Token);

        Assert.Equal((true, true), (first.Changed, second.Changed));
        Assert.Contains("-one\n+two\n", diff.Value);
        Assert.Contains("new/c.txt", diff.Value);

        var restored = await history.RestoreAsync(first.Sha, Token);
        Assert.Equal(new RestoredFiles(Written: 2, Deleted: 1), restored.Value);
        Assert.Equal(["a.txt", "gone", "gone/deep", "gone/deep/b.txt", "src", "src/имя 🌍.ts"], await PathsAsync(files));
        Assert.Equal("one\n", (await files.ReadTextAsync("a.txt", Token)).Value?.Content);

        var third = await history.CommitAsync("Restored", Token);
        Assert.Equal("", (await history.DiffAsync(first.Sha, third.Sha, 1000, Token)).Value);
        Assert.Equal(third.Sha, await history.HeadAsync(Token));
    }

    [Fact]
    public async Task Nothing_changed_is_no_commit()
    {
        var (files, history) = New();
        await WriteAsync(files, ("a.txt", "a"));
        var first = await history.CommitAsync("First", Token);
        var second = await history.CommitAsync("Again", Token);

        Assert.False(second.Changed);
        Assert.Equal(first.Sha, second.Sha);
    }

    [Fact]
    public async Task Dependencies_stay_out_whatever_the_projects_rules_are_and_survive_a_restore()
    {
        var (files, history) = New();
        await WriteAsync(files, (".gitignore", "[broken\n*.log\n/secret/\n!node_modules\n"), ("a.txt", "1"), ("node_modules/x/index.js", "x"), ("web/node_modules/y.js", "y"), ("b.log", "log"), ("secret/key", "k"));
        var first = await history.CommitAsync("First", Token);
        await files.DeleteAsync(".gitignore", null, Token);
        await files.DeleteAsync("a.txt", null, Token);
        var diff = await history.DiffAsync(first.Sha, (await history.CommitAsync("Second", Token)).Sha, 10_000, Token);
        await history.RestoreAsync(first.Sha, Token);

        Assert.DoesNotContain("node_modules/x", diff.Value);
        Assert.Contains("+log", diff.Value); // No rule left: it became part of the project,
        Assert.False((await files.ReadTextAsync("b.log", Token)).Ok); // and was not part of the checkpoint.
        Assert.Equal("x", (await files.ReadTextAsync("node_modules/x/index.js", Token)).Value?.Content);
        Assert.Equal("1", (await files.ReadTextAsync("a.txt", Token)).Value?.Content);
    }

    [Fact]
    public async Task Links_and_permissions_are_kept_and_links_are_not_followed()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such permissions.");
            return;
        }
        var id = host.NewProject();
        var (files, history) = (host.Workspaces.Files(id), host.Workspaces.Checkpoints(id));
        var folder = host.Data.FilesFolder(id);
        await WriteAsync(files, ("run.sh", "#!/bin/sh\n"), ("real/a.txt", "a"));
        File.SetUnixFileMode(Path.Combine(folder, "run.sh"), (UnixFileMode)0b111_101_101);
        File.CreateSymbolicLink(Path.Combine(folder, "out"), "/etc");
        File.CreateSymbolicLink(Path.Combine(folder, "passwd"), "/etc/passwd");
        var first = await history.CommitAsync("First", Token);
        await files.DeleteAsync("out", null, Token);
        await files.DeleteAsync("run.sh", null, Token);
        Directory.Delete(Path.Combine(folder, "real"), recursive: true);
        Directory.CreateSymbolicLink(Path.Combine(folder, "real"), host.Data.Root);
        var second = await history.CommitAsync("Second", Token);
        var diff = await history.DiffAsync(second.Sha, first.Sha, 10_000, Token);
        var restored = await history.RestoreAsync(first.Sha, Token);

        Assert.True(restored.Ok, restored.Problem);
        Assert.DoesNotContain("root:", diff.Value);
        Assert.Equal("/etc", new DirectoryInfo(Path.Combine(folder, "out")).LinkTarget);
        Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(Path.Combine(folder, "run.sh")));
        Assert.Equal("a", (await files.ReadTextAsync("real/a.txt", Token)).Value?.Content);
        Assert.False(File.Exists(Path.Combine(host.Data.Root, "a.txt")));
    }

    [Fact]
    public async Task An_unknown_checkpoint_changes_nothing()
    {
        var (files, history) = New();
        await WriteAsync(files, ("a.txt", "a"));
        await history.CommitAsync("First", Token);

        foreach (var sha in new[] { "HEAD", "main", "", new string('a', 40) })
        {
            Assert.Equal(FileError.NotFound, (await history.RestoreAsync(sha, Token)).Error);
            Assert.Equal(FileError.NotFound, (await history.DiffAsync(sha, sha, 100, Token)).Error);
        }
        Assert.Equal("a", (await files.ReadTextAsync("a.txt", Token)).Value?.Content);
    }

    private static async Task WriteAsync(IWorkspaceFiles files, params (string Path, string Content)[] contents)
    {
        foreach (var (path, content) in contents)
            Assert.True((await files.WriteTextAsync(path, content, Token)).Ok);
    }

    private static async Task<IEnumerable<string>> PathsAsync(IWorkspaceFiles files) => (await files.ListAsync("", 100, Token)).Value!.Items.Select(e => e.Path);

    private (IWorkspaceFiles Files, ICheckpoints History) New()
    {
        var id = host.NewProject();
        return (host.Workspaces.Files(id), host.Workspaces.Checkpoints(id));
    }
}
