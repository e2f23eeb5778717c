using System.Text;
using Samokoder.AgentService.Workspaces;
using Samokoder.AgentService.Workspaces.Beneath;

namespace Samokoder.Tests.AgentService.Workspaces;

/// <summary>The same for the resolution by the kernel and for the one that stands in for it elsewhere.</summary>
public abstract class WorkspaceFilesTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sk-files-");
    private readonly SemaphoreSlim gate = new(1);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected string Root => Directory.CreateDirectory(Path.Combine(folder.FullName, "files")).FullName;

    private protected IWorkspaceFiles Files => new WorkspaceFiles(() => Open(Root), gate);

    private protected abstract IBeneath Open(string root);

    public void Dispose()
    {
        folder.Delete(recursive: true);
        gate.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("a.txt")]
    [InlineData("src/глубоко/ещё/файл.ts")]
    [InlineData("emoji/🌍🚀.md")]
    [InlineData("with space/and 'quotes'/$(id).txt")]
    [InlineData("-rf")]
    [InlineData("...")]
    public async Task What_is_written_is_read_listed_and_deleted(string path)
    {
        var written = await Files.WriteTextAsync(path, "текст\r\n", Token);
        var read = await Files.ReadTextAsync(path, Token);
        var tree = await Files.ListAsync("", 100, Token);

        Assert.True(written.Ok, written.Problem);
        Assert.True(written.Value.Created);
        Assert.Equal("текст\r\n", read.Value?.Content);
        Assert.Equal(written.Value.Tag, read.Value?.Tag);
        Assert.Contains(tree.Value!.Items, e => e.Path == path && e.Size == 12);
        Assert.True((await Files.DeleteAsync(path, null, Token)).Ok);
        Assert.Equal(FileError.NotFound, (await Files.ReadTextAsync(path, Token)).Error);
    }

    [Theory]
    [InlineData("../x", nameof(FileError.OutsideWorkspace))]
    [InlineData("../../etc/passwd", nameof(FileError.OutsideWorkspace))]
    [InlineData("a/../../x", nameof(FileError.OutsideWorkspace))]
    [InlineData("/etc/passwd", nameof(FileError.OutsideWorkspace))]
    [InlineData("/workspace/../etc/passwd", nameof(FileError.OutsideWorkspace))]
    [InlineData("a\0b", nameof(FileError.InvalidPath))]
    [InlineData("a\nb", nameof(FileError.InvalidPath))]
    [InlineData("..\\x", nameof(FileError.InvalidPath))]
    [InlineData("", nameof(FileError.InvalidPath))]
    [InlineData(".", nameof(FileError.InvalidPath))]
    public async Task A_bad_path_is_refused_by_every_operation(string path, string expected)
    {
        Assert.Equal(expected, (await Files.WriteTextAsync(path, "x", Token)).Error.ToString());
        Assert.Equal(expected, (await Files.DeleteAsync(path, null, Token)).Error.ToString());
        Assert.Equal(expected, (await Files.MoveAsync(path, "y", Token)).Error.ToString());
        Assert.Equal(expected, (await Files.MoveAsync("y", path, Token)).Error.ToString());
        Assert.False((await Files.ReadTextAsync(path, Token)).Ok);
        Assert.DoesNotContain(Directory.GetFileSystemEntries(folder.FullName), e => Path.GetFileName(e) != "files");
    }

    [Fact]
    public async Task A_name_that_no_file_system_takes_is_refused()
    {
        Assert.Equal(FileError.InvalidPath, (await Files.WriteTextAsync(new string('я', 128), "x", Token)).Error);
        Assert.Equal(FileError.InvalidPath, (await Files.WriteTextAsync("half\ud83d.txt", "x", Token)).Error);
        Assert.Equal(FileError.InvalidPath, (await Files.WriteTextAsync(string.Join('/', Enumerable.Repeat("abc", 1000)), "x", Token)).Error);
    }

    [Fact]
    public async Task The_ways_in_which_models_write_a_path_mean_the_same_file()
    {
        await Files.WriteTextAsync("src/a.ts", "x", Token);
        foreach (var path in new[] { "./src/a.ts", "src//a.ts", "/workspace/src/a.ts", "src/b/../a.ts" })
            Assert.Equal("src/a.ts", (await Files.ReadTextAsync(path, Token)).Value?.Path);
    }

    [Fact]
    public async Task Links_that_lead_out_are_not_followed()
    {
        var outside = Path.Combine(folder.FullName, "outside");
        Directory.CreateDirectory(outside);
        await File.WriteAllTextAsync(Path.Combine(outside, "secret.txt"), "canary", Token);
        Directory.CreateSymbolicLink(Path.Combine(Root, "folder"), outside);
        Directory.CreateSymbolicLink(Path.Combine(Root, "up"), "../outside");
        File.CreateSymbolicLink(Path.Combine(Root, "file"), Path.Combine(outside, "secret.txt"));

        Assert.Equal(FileError.OutsideWorkspace, (await Files.ReadTextAsync("folder/secret.txt", Token)).Error);
        Assert.Equal(FileError.OutsideWorkspace, (await Files.ReadTextAsync("up/secret.txt", Token)).Error);
        Assert.Equal(FileError.OutsideWorkspace, (await Files.ReadTextAsync("file", Token)).Error);
        Assert.Equal(FileError.OutsideWorkspace, (await Files.WriteTextAsync("folder/new.txt", "x", Token)).Error);
        Assert.Equal(FileError.OutsideWorkspace, (await Files.WriteTextAsync("up/deep/new.txt", "x", Token)).Error);
        Assert.Equal(FileError.OutsideWorkspace, (await Files.DeleteAsync("folder/secret.txt", null, Token)).Error);
        Assert.Equal(FileError.OutsideWorkspace, (await Files.MoveAsync("up/secret.txt", "taken", Token)).Error);
        Assert.Empty((await Files.SearchAsync("canary", "", 10, Token)).Value!.Hits);
        Assert.DoesNotContain((await Files.ListAsync("", 100, Token)).Value!.Items, e => e.Path.Contains("secret", StringComparison.Ordinal));
        Assert.Equal(["secret.txt"], Directory.GetFiles(outside).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Writing_over_a_link_replaces_the_link_and_deleting_removes_the_link()
    {
        var outside = Path.Combine(folder.FullName, "outside.txt");
        await File.WriteAllTextAsync(outside, "old", Token);
        File.CreateSymbolicLink(Path.Combine(Root, "a"), outside);
        File.CreateSymbolicLink(Path.Combine(Root, "b"), outside);

        Assert.True((await Files.WriteTextAsync("a", "new", Token)).Ok);
        Assert.True((await Files.DeleteAsync("b", null, Token)).Ok);
        Assert.Equal("old", await File.ReadAllTextAsync(outside, Token));
        Assert.Equal("new", (await Files.ReadTextAsync("a", Token)).Value?.Content);
    }

    [Fact]
    public async Task Large_binary_and_special_files_have_answers_of_their_own()
    {
        await Files.WriteAsync("zeros.bin", new MemoryStream(new byte[10]), null, Token);
        await Files.WriteAsync("latin1.txt", new MemoryStream([0xE4, 0xF6]), null, Token);
        await Files.WriteTextAsync("exact.txt", new string('x', 1 << 20), Token);
        await Files.WriteTextAsync("over.txt", new string('x', (1 << 20) + 1), Token);
        await Files.WriteTextAsync("folder/a.txt", "x", Token);

        Assert.Equal(FileError.Binary, (await Files.ReadTextAsync("zeros.bin", Token)).Error);
        Assert.Equal(FileError.Binary, (await Files.ReadTextAsync("latin1.txt", Token)).Error);
        Assert.Equal(1 << 20, (await Files.ReadTextAsync("exact.txt", Token)).Value?.Content.Length);
        Assert.Equal(FileError.TooLarge, (await Files.ReadTextAsync("over.txt", Token)).Error);
        Assert.Equal(FileError.IsDirectory, (await Files.ReadTextAsync("folder", Token)).Error);
        Assert.Equal(FileError.IsDirectory, (await Files.WriteTextAsync("folder", "x", Token)).Error);
        Assert.False((await Files.WriteTextAsync("exact.txt/below", "x", Token)).Ok);
        Assert.Equal(FileError.NotFound, (await Files.ReadTextAsync("none", Token)).Error);
        using var opened = (await Files.OpenAsync("over.txt", Token)).Value!;
        Assert.Equal((1 << 20) + 1, opened.Size);
    }

    [Fact]
    public async Task A_write_keeps_permissions_leaves_no_temporary_file_and_respects_the_tag()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such permissions.");
            return;
        }
        var first = await Files.WriteTextAsync("run.sh", "1", Token);
        File.SetUnixFileMode(Path.Combine(Root, "run.sh"), (UnixFileMode)0b111_101_101);

        var second = await Files.WriteAsync("run.sh", Text("22"), first.Value!.Tag, Token);
        var stale = await Files.WriteAsync("run.sh", Text("3"), first.Value.Tag, Token);
        var missing = await Files.WriteAsync("none.sh", Text("3"), "*", Token);
        var staleDelete = await Files.DeleteAsync("run.sh", first.Value.Tag, Token);

        Assert.True(second.Ok);
        Assert.False(second.Value.Created);
        Assert.Equal((FileError.Changed, FileError.Changed, FileError.Changed), (stale.Error, missing.Error, staleDelete.Error));
        Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(Path.Combine(Root, "run.sh")));
        Assert.Equal(["run.sh"], Directory.GetFiles(Root).Select(Path.GetFileName));
        Assert.Equal("22", (await Files.ReadTextAsync("run.sh", Token)).Value?.Content);
    }

    [Fact]
    public async Task A_failed_upload_changes_nothing()
    {
        await Files.WriteTextAsync("a.txt", "old", Token);
        var tooLarge = await Files.WriteAsync("a.txt", new EndlessStream(WorkspaceFiles.MaxWriteBytes + 1), null, Token);

        Assert.Equal(FileError.TooLarge, tooLarge.Error);
        Assert.Equal("old", (await Files.ReadTextAsync("a.txt", Token)).Value?.Content);
        Assert.Equal(["a.txt"], Directory.GetFiles(Root).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Files_and_folders_move_but_never_onto_something()
    {
        await Files.WriteTextAsync("a/one.txt", "1", Token);
        await Files.WriteTextAsync("b.txt", "2", Token);

        Assert.Equal(FileError.AlreadyExists, (await Files.MoveAsync("a/one.txt", "b.txt", Token)).Error);
        Assert.Equal(FileError.InvalidPath, (await Files.MoveAsync("a", "a/b", Token)).Error);
        Assert.Equal(FileError.NotFound, (await Files.MoveAsync("none", "c", Token)).Error);
        Assert.True((await Files.MoveAsync("a", "новая/папка", Token)).Ok);
        Assert.Equal("1", (await Files.ReadTextAsync("новая/папка/one.txt", Token)).Value?.Content);
        Assert.True((await Files.DeleteAsync("новая", null, Token)).Ok);
        Assert.Equal(["b.txt"], (await Files.ListAsync("", 10, Token)).Value!.Items.Select(e => e.Path));
    }

    [Fact]
    public async Task The_tree_leaves_out_dependencies_and_is_bounded()
    {
        foreach (var path in new[] { "src/a.ts", "node_modules/x/index.js", ".git/HEAD", "dist/out.js", "b.md" })
            await Files.WriteTextAsync(path, "x", Token);

        Assert.Equal(["b.md", "src", "src/a.ts"], (await Files.ListAsync("", 10, Token)).Value!.Items.Select(e => e.Path));
        Assert.Equal(["src/a.ts"], (await Files.ListAsync("src", 10, Token)).Value!.Items.Select(e => e.Path));
        var bounded = (await Files.ListAsync("", 2, Token)).Value!;
        Assert.Equal((2, true), (bounded.Items.Count, bounded.Truncated));
    }

    [Fact]
    public async Task Search_finds_lines_by_expression_or_as_plain_text()
    {
        await Files.WriteTextAsync("src/a.ts", "const имя = 1;\r\nfoo(bar);\n", Token);
        await Files.WriteAsync("b.bin", new MemoryStream([0, .. "foo("u8]), null, Token);

        var expression = (await Files.SearchAsync("им.\\s", "", 10, Token)).Value!;
        var plain = (await Files.SearchAsync("foo(", "", 10, Token)).Value!;
        Assert.Equal([new SearchHit("src/a.ts", 1, "const имя = 1;")], expression.Hits);
        Assert.Equal([new SearchHit("src/a.ts", 2, "foo(bar);")], plain.Hits);
        Assert.True((await Files.SearchAsync(".", "", 1, Token)).Value!.Truncated);
    }

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));

    private sealed class EndlessStream(long length) : MemoryStream
    {
        private long left = length;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = (int)Math.Min(buffer.Length, left);
            left -= count;
            return ValueTask.FromResult(count);
        }
    }
}

public sealed class LinuxWorkspaceFilesTests : WorkspaceFilesTests
{
    public LinuxWorkspaceFilesTests() => Assert.SkipUnless(LinuxNative.HasOpenBeneath(), "This kernel has no openat2.");

    private protected override IBeneath Open(string root) => new LinuxBeneath(root, owner: null);

    [Fact]
    public async Task A_pipe_is_refused_and_does_not_block()
    {
        using var make = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(Root, "pipe")]);
        await make.WaitForExitAsync(Token);
        Assert.Equal(FileError.InvalidPath, (await Files.ReadTextAsync("pipe", Token)).Error);
    }

    [Fact]
    public async Task A_link_that_is_swapped_while_files_are_used_never_leads_out()
    {
        var outside = Directory.CreateDirectory(Path.Combine(Root, "..", "outside")).FullName;
        await File.WriteAllTextAsync(Path.Combine(outside, "f.txt"), "canary", Token);
        await Files.WriteTextAsync("real/f.txt", "inside", Token);
        Directory.CreateSymbolicLink(Path.Combine(Root, "link"), outside);
        using var stop = new CancellationTokenSource();
        var swapping = Task.Run(() => Swap(stop.Token), Token);

        for (var i = 0; i < 3000; i++)
        {
            var read = await Files.ReadTextAsync("real/f.txt", Token);
            Assert.True(!read.Ok || read.Value.Content.StartsWith("inside", StringComparison.Ordinal), read.Value?.Content);
            await Files.WriteTextAsync("real/f.txt", $"inside {i}", Token);
            await Files.WriteTextAsync("real/new.txt", "x", Token);
        }
        await stop.CancelAsync();
        await swapping;

        Assert.Equal("canary", await File.ReadAllTextAsync(Path.Combine(outside, "f.txt"), Token));
        Assert.Equal(["f.txt"], Directory.GetFiles(outside).Select(Path.GetFileName));
    }

    private void Swap(CancellationToken stop)
    {
        using var root = LinuxNative.OpenFolder(Root);
        while (!stop.IsCancellationRequested)
        {
            LinuxNative.Rename(root, "real", root, "aside");
            LinuxNative.Rename(root, "link", root, "real");
            LinuxNative.Rename(root, "real", root, "link");
            LinuxNative.Rename(root, "aside", root, "real");
        }
    }
}

public sealed class ManagedWorkspaceFilesTests : WorkspaceFilesTests
{
    private protected override IBeneath Open(string root) => new ManagedBeneath(root);
}
