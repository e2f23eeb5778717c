using Microsoft.Extensions.Options;

namespace Samokoder.AgentService.Sandboxes.Limits;

/// <summary>Which projects run nothing because all that their owner has takes too much disk, as of the last count.</summary>
internal sealed class DiskAccounts(IOptions<SandboxOptions> options)
{
    private volatile IReadOnlySet<Guid> stopped = new HashSet<Guid>();

    /// <summary>Null when the project may run something; otherwise what to do.</summary>
    public string? Problem(Guid projectId) => stopped.Contains(projectId)
        ? $"All your projects together, with the databases of their apps, take more than the {options.Value.DiskPerUserMb} MiB of disk that one person may have (Sandbox:DiskPerUserMb). Delete files or projects that you do not need, and try again in two minutes."
        : null;

    /// <param name="used">Bytes by project, with its owner.</param>
    public void Set(IEnumerable<(Guid ProjectId, Guid OwnerId, long Bytes)> used)
    {
        var cap = options.Value.DiskPerUserMb * 1024L * 1024L;
        stopped = cap == 0 ? new HashSet<Guid>() : used.GroupBy(u => u.OwnerId).Where(o => o.Sum(u => u.Bytes) > cap).SelectMany(o => o).Select(u => u.ProjectId).ToHashSet();
    }
}
