using System.Globalization;
using Microsoft.Extensions.Options;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Sandboxes.Limits;

/// <summary>
/// The cap on what a project's files take. A soft limit: measured before something is run and every few seconds while it runs, so it can be
/// passed by what is written in between. Hard are the largest file, the temporary folders, and the disk itself, of which some is kept free.
/// </summary>
internal sealed class DiskGuard(IOptions<SandboxOptions> options, DataFolder data, TimeProvider time)
{
    private const long Mega = 1024 * 1024;
    private static readonly TimeSpan FreeInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Counting thousands of files costs tens of milliseconds, so it is done less often than asking for free space.</summary>
    private const int CountEvery = 6;

    /// <summary>Null when the project may run something; otherwise what to do.</summary>
    public string? Problem(Guid projectId) => DiskIsFull() ?? ProjectIsLarge(projectId);

    /// <summary>Ends with a sentence when what runs has to be stopped.</summary>
    public async Task<string> WatchAsync(Guid projectId, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            await Task.Delay(FreeInterval, time, cancellationToken);
            if ((DiskIsFull() ?? (round % CountEvery == 0 ? ProjectIsLarge(projectId) : null)) is { } problem)
                return $"It was stopped. {problem}";
        }
    }

    private string? DiskIsFull() => DiskUse.Free(data.Workspaces) < options.Value.MinFreeMb * Mega
        ? $"The disk with the workspaces is full: less than {options.Value.MinFreeMb} MiB are free (Sandbox:MinFreeMb). Free some space and try again."
        : null;

    private string? ProjectIsLarge(Guid projectId)
    {
        var cap = options.Value.DiskMb * Mega;
        return cap > 0 && DiskUse.Of(data.FilesFolder(projectId), cap) is var used && used > cap
            ? string.Create(CultureInfo.InvariantCulture, $"The project's files take more than the {options.Value.DiskMb} MiB that a project may have (Sandbox:DiskMb). Delete some and try again.")
            : null;
    }
}
