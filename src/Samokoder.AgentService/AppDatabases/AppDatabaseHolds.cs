using Microsoft.Extensions.Options;
using Samokoder.AgentService.Sandboxes;

namespace Samokoder.AgentService.AppDatabases;

/// <summary>Which apps have lost the right to write to their database because it is too large, as of the last look.</summary>
internal sealed class AppDatabaseHolds(IOptions<SandboxOptions> options)
{
    private volatile IReadOnlySet<Guid> held = new HashSet<Guid>();

    public bool Has(Guid projectId) => held.Contains(projectId);

    /// <summary>Null when the app may write; otherwise what happened and what to do.</summary>
    public string? Problem(Guid projectId) => Has(projectId)
        ? $"The app's database is larger than the {options.Value.DatabaseMb} MiB that an app may have (Sandbox:DatabaseMb), so the app may only read and delete: INSERT, UPDATE and CREATE are refused with 'permission denied'. Delete rows that are not needed (DELETE or TRUNCATE); within a minute it may write again."
        : null;

    public void Set(IEnumerable<Guid> projects) => held = projects.ToHashSet();
}
