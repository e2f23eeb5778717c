namespace Samokoder.AgentService.Agents.Architect;

/// <summary>What the architect hands over.</summary>
/// <param name="Starter">Id of one of those that were offered.</param>
/// <param name="Parts">The building blocks that the planner should know of.</param>
internal sealed record Architecture(string Starter, IReadOnlyList<string> Parts);
