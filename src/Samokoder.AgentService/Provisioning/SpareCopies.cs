using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Sandboxes.Limits;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Provisioning;

/// <summary>
/// A copy of a starter's dependencies that belongs to nobody yet: to copy a thousand files takes up to a second where the disk is busy, to rename their folder
/// a millisecond. The next one is made when a new project has been served, once for each starter that somebody uses.
/// </summary>
internal sealed partial class SpareCopies(DataFolder data, SandboxUser user, IOptions<SandboxOptions> options, TimeProvider time, ILogger<SpareCopies> log) : IAsyncDisposable
{
    /// <summary>Whoever got the last one starts their app in this time, and needs the machine.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(2);

    /// <summary>Free megabytes of the disk below which none is kept, besides what must stay free.</summary>
    private const long Room = 2048;

    private readonly ConcurrentDictionary<string, Task> making = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Moves the dependencies to a folder that is not there yet, from a spare copy or, without one, as a new copy.</summary>
    /// <exception cref="IOException">They could not be copied completely.</exception>
    public async Task PutAsync(PreparedDependencies prepared, string target, CancellationToken cancellationToken)
    {
        if (!TryTake(prepared, target))
            await CopyAsync(prepared, target, cancellationToken);
        Refill(prepared, Later);
    }

    /// <summary>Has one made unless there is one.</summary>
    public void Refill(PreparedDependencies prepared, TimeSpan after)
    {
        if (prepared.Name is { } name && !stopping.IsCancellationRequested)
            _ = making.AddOrUpdate(name, _ => MakeAsync(prepared, after), (_, running) => running.IsCompleted ? MakeAsync(prepared, after) : running);
    }

    /// <summary>Done when nothing is being made.</summary>
    internal Task Settled => Task.WhenAll(making.Values);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Settled;
        stopping.Dispose();
    }

    private string Folder => Path.Combine(data.Toolchain, "spares");

    private string PathOf(PreparedDependencies prepared) => Path.Combine(Folder, prepared.Name!);

    private bool TryTake(PreparedDependencies prepared, string target)
    {
        try
        {
            Directory.Move(PathOf(prepared), target);
            return true;
        }
        catch (IOException)
        {
            return false; // There is none, or another one was faster.
        }
    }

    private async Task MakeAsync(PreparedDependencies prepared, TimeSpan after)
    {
        try
        {
            await Task.Delay(after, time, stopping.Token);
            if (!Directory.Exists(PathOf(prepared)) && DiskUse.Free(data.Toolchain) >> 20 > options.Value.MinFreeMb + Room)
                await MakeAsync(prepared);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            if (!stopping.IsCancellationRequested)
                LogFailed(log, prepared.Name!, e.Message);
        }
    }

    private async Task MakeAsync(PreparedDependencies prepared)
    {
        user.CreateFolder(Folder, shared: true);
        var copy = $"{PathOf(prepared)}.{Guid.CreateVersion7():N}.tmp";
        try
        {
            await CopyAsync(prepared, copy, stopping.Token);
            foreach (var old in Directory.GetDirectories(Folder, $"{prepared.Starter}-*").Where(path => path != copy))
                Directory.Delete(old, recursive: true); // Of an earlier lock file, or of a process that was killed.
            Directory.Move(copy, PathOf(prepared));
        }
        finally
        {
            if (Directory.Exists(copy))
                Directory.Delete(copy, recursive: true);
        }
    }

    private async Task CopyAsync(PreparedDependencies prepared, string target, CancellationToken cancellationToken)
    {
        user.CreateFolder(target, shared: true);
        await Task.WhenAll(prepared.Folders.Select(folder => CopyAsync(folder.Value, Path.Combine(target, folder.Key), cancellationToken)));
    }

    private async Task CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        user.CreateFolder(to, shared: false);
        if (user.Id is { } id)
            LinuxNative.ChangeOwner(to, id);
        await FolderCopy.RunAsync(from, to, user, cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "No spare copy of {Name} could be made; the next project has to wait for its own. {Reason}")]
    private static partial void LogFailed(ILogger logger, string name, string reason);
}
