namespace Samokoder.AgentService.Runs.State;

internal enum RunPath
{
    /// <summary>The coder alone.</summary>
    Coder,

    /// <summary>Analysis, plan, tasks, closing.</summary>
    Planned,
}

/// <summary>Which roles a run passes. Decided once.</summary>
/// <param name="Reason">For whoever reads the journal.</param>
internal sealed record StoredRoute(RunPath Path, string Reason);
