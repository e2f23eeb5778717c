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

    /// <summary>Null when the project may run something; otherwise what to do.</summary>
    public string? Problem(Guid projectId) => DiskIsFull() ?? ProjectIsLarge(projectId) ?? accounts.Problem(projectId);

    /// <summary>The same for a terminal, in which a person may want to delete what is too much: what is there already may stay.</summary>
    public (string? Problem, long Allowed) ForTerminal(Guid projectId) =>
        (DiskIsFull(), Math.Max(Cap, Cap == 0 ? 0 : DiskUse.Of(data.FilesFolder(projectId), long.MaxValue)));

    public Task<string> WatchAsync(Guid projectId, CancellationToken cancellationToken) => WatchAsync(projectId, Cap, cancellationToken);

    /// <summary>Ends with a sentence when what runs has to be stopped.</summary>
    /// <param name="allowed">Bytes that the project may have; 0 is without limit.</param>
    public async Task<string> WatchAsync(Guid projectId, long allowed, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            await Task.Delay(FreeInterval, time, cancellationToken);
            if ((DiskIsFull() ?? (round % CountEvery == 0 ? ProjectIsLarge(projectId, allowed) : null)) is { } problem)
                return $"It was stopped. {problem}";
        }
    }

    private string? DiskIsFull() => DiskUse.Free(data.Workspaces) < options.Value.MinFreeMb * Mega
        ? $"The disk with the workspaces is full: less than {options.Value.MinFreeMb} MiB are free (Sandbox:MinFreeMb). Free some space and try again."
        : null;

    private long Cap => options.Value.DiskMb * Mega;

    private string? ProjectIsLarge(Guid projectId) => ProjectIsLarge(projectId, Cap);

    private string? ProjectIsLarge(Guid projectId, long allowed) =>
        allowed > 0 && DiskUse.Of(data.FilesFolder(projectId), allowed) > allowed
            ? string.Create(CultureInfo.InvariantCulture, $"The project's files take more than the {options.Value.DiskMb} MiB that a project may have (Sandbox:DiskMb). Delete some and try again.")
            : null;
}
