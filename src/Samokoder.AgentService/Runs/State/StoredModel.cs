namespace Samokoder.AgentService.Runs.State;

/// <summary>Another model works on from here.</summary>
/// <param name="From">The one that failed, "provider/model".</param>
/// <param name="Code">Why it failed, one of the codes of errors.</param>
internal sealed record StoredModel(string From, string To, string Code);
