using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Sandboxes.Unisolated;

/// <summary>No isolation at all: for a machine without namespaces whose owner trusts what is generated. Never chosen by itself.</summary>
internal sealed class ProcessProvider(DataFolder data, ResourceLimits limits) : ISandboxProvider
{
    public string Name => "process";

    public Task<SandboxHealth> CheckAsync(CancellationToken cancellationToken)
    {
        var problem = Toolchain.FindProgram(OperatingSystem.IsWindows() ? "node.exe" : "node") is null
            ? "Node.js is not on the PATH. Install Node.js 20 or newer with npm and restart Samokoder."
            : null;
        return Task.FromResult(new SandboxHealth(Name, problem is null, Isolated: false, problem, "none"));
    }

    public Task RemoveAsync(Guid projectId, CancellationToken cancellationToken) => Task.CompletedTask;

    public ISandbox Get(Guid projectId) => new ProcessSandbox(data.FilesFolder(projectId), limits);
}
