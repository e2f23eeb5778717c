using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Samokoder.AgentService.Workspaces.Beneath;
using Samokoder.Contracts.Files;

namespace Samokoder.AgentService.Workspaces;

/// <inheritdoc cref="IWorkspaceFiles"/>
/// <remarks>File calls block for microseconds at a time, so they run on a pool thread instead of being made asynchronous.</remarks>
internal sealed class WorkspaceFiles(Func<IBeneath> open, SemaphoreSlim writing) : IWorkspaceFiles
{
    /// <summary>The largest file that is read as text.</summary>
    public const int MaxTextBytes = 1 << 20;

    /// <summary>The largest file that is written through here.</summary>
    public const long MaxWriteBytes = 64L << 20;

    private const string NoWorkspace = "The project has no files yet.";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public Task<FileResult<FileTree>> ListAsync(string path, int limit, CancellationToken cancellationToken) =>
        UseAsync(path, (beneath, at) => TreeWalk.List(beneath, at, limit, cancellationToken), cancellationToken);

    public Task<FileResult<TextFile>> ReadTextAsync(string path, CancellationToken cancellationToken, int maxBytes = MaxTextBytes) =>
        UseAsync(path, (beneath, at) => ReadText(beneath, at, maxBytes), cancellationToken);

    public Task<FileResult<OpenedFile>> OpenAsync(string path, CancellationToken cancellationToken) =>
        UseAsync(path, Open, cancellationToken);

    public Task<FileResult<WrittenFile>> WriteTextAsync(string path, string content, CancellationToken cancellationToken) =>
        WriteAsync(path, new MemoryStream(Encoding.UTF8.GetBytes(content)), ifMatch: null, cancellationToken);

    public async Task<FileResult<WrittenFile>> WriteAsync(string path, Stream content, string? ifMatch, CancellationToken cancellationToken)
    {
        var parsed = NotRoot(path);
        if (!parsed.Ok)
            return parsed.As<WrittenFile>();
        await writing.WaitAsync(cancellationToken);
        try
        {
            using var beneath = open();
            var current = beneath.Stat(parsed.Value);
            if (Refusal(parsed.Value, current, ifMatch) is { } refusal)
                return new(FileError.Changed, refusal);
            return await ReplaceAsync(beneath, parsed.Value, created: !current.Ok, content, cancellationToken);
        }
        catch (DirectoryNotFoundException)
        {
            return new(FileError.NotFound, NoWorkspace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failures.Of<WrittenFile>(e, parsed.Value);
        }
        finally
        {
            writing.Release();
        }
    }

    public Task<FileResult<bool>> DeleteAsync(string path, string? ifMatch, CancellationToken cancellationToken) =>
        ChangeAsync(path, (beneath, at) => Delete(beneath, at, ifMatch), cancellationToken);

    public Task<FileResult<bool>> MoveAsync(string from, string to, CancellationToken cancellationToken)
    {
        var target = NotRoot(to);
        return target.Ok
            ? ChangeAsync(from, (beneath, source) => Move(beneath, source, target.Value), cancellationToken)
            : Task.FromResult(target.As<bool>());
    }

    public Task<FileResult<string>> IdentifyAsync(string path, CancellationToken cancellationToken)
    {
        var parsed = NotRoot(path);
        return parsed.Ok ? UseAsync(path, Identify, cancellationToken) : Task.FromResult(parsed.As<string>());
    }

    public Task<FileResult<SearchHits>> SearchAsync(string pattern, string path, int limit, CancellationToken cancellationToken) =>
        UseAsync(path, (beneath, at) => TextSearch.Run(beneath, pattern, at, limit, cancellationToken), cancellationToken);

    /// <summary>The text of a file, or null when it is not UTF-8 text.</summary>
    internal static string? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Contains((byte)0))
            return null;
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    internal static string Tag(EntryStat stat) =>
        string.Create(CultureInfo.InvariantCulture, $"{stat.ModifiedAt.UtcTicks:x}-{stat.Size:x}-{stat.Inode:x}");

    /// <summary>A folder's time changes with what is in it, also while it is being deleted: its number alone must do.</summary>
    private static FileResult<string> Identify(IBeneath beneath, WorkspacePath path)
    {
        var stat = beneath.Stat(path);
        if (!stat.Ok)
            return stat.As<string>();
        return new(stat.Value.Kind == EntryKind.Directory ? string.Create(CultureInfo.InvariantCulture, $"folder-{stat.Value.Inode:x}") : Tag(stat.Value));
    }

    private static FileResult<TextFile> ReadText(IBeneath beneath, WorkspacePath path, int maxBytes)
    {
        var opened = Open(beneath, path);
        using var file = opened.Value;
        if (file is null)
            return opened.As<TextFile>();
        if (file.Size > maxBytes)
            return TooLarge<TextFile>(path, maxBytes);
        var bytes = new byte[file.Size];
        var length = file.Content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return Decode(bytes.AsSpan(0, length)) is { } text
            ? new(new TextFile(path.ToString(), text, file.Size, file.Tag))
            : new(FileError.Binary, $"'{path}' is not a text file.");
    }

    private static FileResult<OpenedFile> Open(IBeneath beneath, WorkspacePath path)
    {
        var opened = beneath.OpenRead(path);
        if (!opened.Ok)
            return opened.As<OpenedFile>();
        var stat = beneath.Describe(opened.Value);
        return new(new OpenedFile(path.ToString(), new FileStream(opened.Value, FileAccess.Read), stat.Size, Tag(stat), stat.ModifiedAt));
    }

    private static async Task<FileResult<WrittenFile>> ReplaceAsync(
        IBeneath beneath, WorkspacePath path, bool created, Stream content, CancellationToken cancellationToken)
    {
        var begun = beneath.BeginWrite(path);
        using var pending = begun.Value;
        if (pending is null)
            return begun.As<WrittenFile>();
        if (!await CopyAsync(content, pending.Handle, cancellationToken))
            return TooLarge<WrittenFile>(path, MaxWriteBytes);
        var done = pending.Commit();
        return done.Ok ? new(new WrittenFile(path.ToString(), done.Value.Size, Tag(done.Value), created)) : done.As<WrittenFile>();
    }

    private static async Task<bool> CopyAsync(Stream content, SafeFileHandle target, CancellationToken cancellationToken)
    {
        var buffer = new byte[81_920];
        long written = 0;
        int count;
        while ((count = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (written + count > MaxWriteBytes)
                return false;
            RandomAccess.Write(target, buffer.AsSpan(0, count), written);
            written += count;
        }
        return true;
    }

    private static FileResult<bool> Delete(IBeneath beneath, WorkspacePath path, string? ifMatch)
    {
        var current = beneath.Stat(path);
        if (!current.Ok)
            return current.As<bool>();
        if (Refusal(path, current, ifMatch) is { } refusal)
            return new(FileError.Changed, refusal);
        return TreeWalk.Delete(beneath, path, current.Value.Kind);
    }

    private static FileResult<bool> Move(IBeneath beneath, WorkspacePath from, WorkspacePath to)
    {
        if (!beneath.Stat(from).Ok)
            return beneath.Stat(from).As<bool>();
        if (to == from || to.ToString().StartsWith(from + "/", StringComparison.Ordinal))
            return new(FileError.InvalidPath, $"'{from}' cannot be moved into itself.");
        return beneath.Stat(to).Ok
            ? new(FileError.AlreadyExists, $"There is already something at '{to}'. Delete it first, or choose another name.")
            : beneath.Rename(from, to);
    }

    private static string? Refusal(WorkspacePath path, FileResult<EntryStat> current, string? ifMatch)
    {
        if (ifMatch is null || (current.Ok && (ifMatch == "*" || ifMatch == Tag(current.Value))))
            return null;
        return $"'{path}' has changed since it was read. Read it again and repeat the change.";
    }

    private static FileResult<WorkspacePath> NotRoot(string path)
    {
        var parsed = WorkspacePath.Parse(path);
        return parsed is { Ok: true, Value.IsRoot: true } ? new(FileError.InvalidPath, "A path is needed, not the project's folder itself.") : parsed;
    }

    private static FileResult<T> TooLarge<T>(WorkspacePath path, long limit) =>
        new(FileError.TooLarge, string.Create(CultureInfo.InvariantCulture, $"'{path}' is larger than {limit / 1024} KiB."));

    private Task<FileResult<T>> UseAsync<T>(
        string path, Func<IBeneath, WorkspacePath, FileResult<T>> action, CancellationToken cancellationToken)
    {
        var parsed = WorkspacePath.Parse(path);
        return parsed.Ok ? Task.Run(() => Use(parsed.Value, action), cancellationToken) : Task.FromResult(parsed.As<T>());
    }

    private async Task<FileResult<T>> ChangeAsync<T>(
        string path, Func<IBeneath, WorkspacePath, FileResult<T>> action, CancellationToken cancellationToken)
    {
        var parsed = NotRoot(path);
        if (!parsed.Ok)
            return parsed.As<T>();
        await writing.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Use(parsed.Value, action), cancellationToken);
        }
        finally
        {
            writing.Release();
        }
    }

    private FileResult<T> Use<T>(WorkspacePath path, Func<IBeneath, WorkspacePath, FileResult<T>> action)
    {
        try
        {
            using var beneath = open();
            return action(beneath, path);
        }
        catch (DirectoryNotFoundException)
        {
            return new(FileError.NotFound, NoWorkspace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failures.Of<T>(e, path);
        }
    }
}
