namespace Samokoder.AgentService.Runs.State;

/// <summary>What the project starts from. Decided once; the workspace is made after it.</summary>
/// <param name="Starter">Id of a starter.</param>
/// <param name="Reason">For whoever reads the journal.</param>
internal sealed record StoredArchitecture(string Starter, IReadOnlyList<string> Parts, string Reason);
