using Samokoder.AgentService.AppDatabases;

namespace Samokoder.AgentService.Sandboxes.Limits;

/// <summary>Keeps the limits that no provider can keep by itself: the disk, and what an app has in its database.</summary>
internal sealed class GuardedProvider(ISandboxProvider inner, DiskGuard disk, AppDatabaseHolds holds) : ISandboxProvider
{
    public ISandboxProvider Inner => inner;

    public string Name => inner.Name;

    public bool ServicesSurvive => inner.ServicesSurvive;

    public Task<SandboxHealth> CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    public ISandbox Get(Guid projectId) => new GuardedSandbox(projectId, inner.Get(projectId), disk, holds);

    public Task RemoveAsync(Guid projectId, CancellationToken cancellationToken) => inner.RemoveAsync(projectId, cancellationToken);
}
