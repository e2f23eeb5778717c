using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Sandboxes.Limits;

/// <summary>
/// The cap on what a project's files take. A soft limit: measured before something is run and every few seconds while it runs, so it can be
/// passed by what is written in between. Hard are the largest file, the temporary folders, and the disk itself, of which some is kept free.
/// </summary>
internal sealed class DiskGuard(IOptions<SandboxOptions> options, DataFolder data, DiskAccounts accounts, TimeProvider time)
{
    private const long Mega = 1024 * 1024;
    private static readonly TimeSpan FreeInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Counting thousands of files costs tens of milliseconds, so it is done less often than asking for free space.</summary>
    private const int CountEvery = 6;

    /// <summary>The least bytes that projects over the cap were seen to take since they are over it.</summary>
    private readonly ConcurrentDictionary<Guid, long> least = new();

    /// <summary>Null when the project may run something; otherwise what to do.</summary>
    public string? Problem(Guid projectId) => DiskIsFull() ?? ProjectIsLarge(projectId) ?? accounts.Problem(projectId);

    /// <summary>
    /// The same for a terminal, in which a person may want to delete what is too much: what is there already may stay, but no other terminal makes it more.
    /// </summary>
    public (string? Problem, long Allowed) ForTerminal(Guid projectId) => (DiskIsFull() ?? accounts.Problem(projectId), AllowedFor(projectId, Used(projectId)));

    /// <summary>Ends with a sentence when what runs has to be stopped.</summary>
    public Task<string> WatchAsync(Guid projectId, CancellationToken cancellationToken) => WatchAsync(() => ProjectIsLarge(projectId), cancellationToken);

    /// <inheritdoc cref="WatchAsync(Guid, CancellationToken)"/>
    /// <param name="allowed">Of <see cref="ForTerminal"/>. It falls with what is deleted, down to the cap.</param>
    public Task<string> WatchTerminalAsync(Guid projectId, long allowed, CancellationToken cancellationToken) => WatchAsync(() => TerminalProblem(projectId, ref allowed), cancellationToken);

    private async Task<string> WatchAsync(Func<string?> count, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            await Task.Delay(FreeInterval, time, cancellationToken);
            if ((DiskIsFull() ?? (round % CountEvery == 0 ? count() : null)) is { } problem)
                return $"It was stopped. {problem}";
        }
    }

    private string? DiskIsFull() => DiskUse.Free(data.Workspaces) < options.Value.MinFreeMb * Mega
        ? $"The disk with the workspaces is full: less than {options.Value.MinFreeMb} MiB are free (Sandbox:MinFreeMb). Free some space and try again."
        : null;

    private long Cap => options.Value.DiskMb * Mega;

    private string? ProjectIsLarge(Guid projectId) => Cap > 0 && DiskUse.Of(data.FilesFolder(projectId), Cap) > Cap ? TooLarge : null;

    private string? TerminalProblem(Guid projectId, ref long allowed)
    {
        var used = Used(projectId);
        if (used > allowed)
            return TooLarge;
        allowed = Math.Min(allowed, AllowedFor(projectId, used));
        return accounts.Problem(projectId);
    }

    /// <summary>0 without a cap, for which nothing is counted.</summary>
    private long Used(Guid projectId) => Cap == 0 ? 0 : DiskUse.Of(data.FilesFolder(projectId), long.MaxValue);

    private long AllowedFor(Guid projectId, long used)
    {
        if (used > Cap)
            return least.AddOrUpdate(projectId, used, (_, before) => Math.Min(before, used));
        least.TryRemove(projectId, out _);
        return Cap;
    }

    private string TooLarge => string.Create(
        CultureInfo.InvariantCulture, $"The project's files take more than the {options.Value.DiskMb} MiB that a project may have (Sandbox:DiskMb). Delete some and try again.");
}
