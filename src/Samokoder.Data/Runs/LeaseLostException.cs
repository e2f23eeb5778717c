namespace Samokoder.Data.Runs;

/// <summary>Another worker has the run now, or it ended. Stop working on it; nothing was written.</summary>
public sealed class LeaseLostException(RunLease lease)
    : Exception($"The lease on run {lease.RunId} with epoch {lease.Epoch} is lost.")
{
    public RunLease Lease { get; } = lease;
}
