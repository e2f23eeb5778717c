namespace Samokoder.AgentService.Runs;

/// <summary>Names this process among all replicas and all its earlier lives.</summary>
internal sealed class WorkerIdentity
{
    public string Name { get; } = $"{Environment.ProcessId}-{Guid.CreateVersion7():N}@{Environment.MachineName}";
}
