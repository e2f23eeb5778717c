namespace Samokoder.AgentService.Agents.Tester;

/// <param name="Check">The number of the check in the list that was given, from 1.</param>
/// <param name="Evidence">What was seen in the page.</param>
internal sealed record CheckResult(int Check, bool Passed, string Evidence);

/// <summary>What the tester hands over.</summary>
internal sealed record CheckReport(IReadOnlyList<CheckResult> Results);
